"""Which looks at a track are worth a search, one row for each situation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from identity.track_rules import SAME_TRACK, EarlierLook, answer_of_track, seemed
from tests.identity.builders import MORNING


def look(seconds: float, outcome: str, person: int | None = None) -> EarlierLook:
    return EarlierLook(MORNING + timedelta(seconds=seconds), outcome, person)


UNSURE = look(0, "REVIEW", 1)
BLIND = look(0.5, "NO_FACE")
SITUATIONS: list[tuple[str, list[EarlierLook], float, str, int | None]] = [
    ("the first look is searched", [], 0, "", None),
    ("a match answers for all", [look(0, "MATCHED", 1)], 500, "MATCHED", 1),
    ("also for a look that was late", [look(0, "MATCHED", 1)], -5, "MATCHED", 1),
    ("the latest match", [look(0, "MATCHED", 1), look(9, "MATCHED", 2)], 10, "MATCHED", 2),
    (
        "a match outdoes what was unsure",
        [look(0, "MATCHED", 1), look(9, "UNKNOWN")],
        9,
        "MATCHED",
        1,
    ),
    ("the next frame shows no more", [UNSURE], 0.1, "REVIEW", 1),
    ("half a second later it may", [UNSURE], 0.5, "", None),
    ("then two seconds", [UNSURE, look(0.5, "UNKNOWN")], 2.4, "UNKNOWN", None),
    ("then two seconds are over", [UNSURE, look(0.5, "UNKNOWN")], 2.5, "", None),
    ("also before it, where looks come late", [look(9, "UNKNOWN")], 8.6, "UNKNOWN", None),
    ("a search long before an earlier one", [look(9, "UNKNOWN")], 0, "", None),
    ("the match that is nearest", [look(0, "MATCHED", 1), look(9, "MATCHED", 2)], 2, "MATCHED", 1),
    ("a look without a face counts", [look(0, "NO_FACE")], 0.1, "NO_FACE", None),
    ("and one of poor quality", [look(0, "POOR_QUALITY"), BLIND], 2, "NO_FACE", None),
    ("one with a face tells more", [UNSURE, BLIND], 0.6, "REVIEW", 1),
    ("three without a face are enough", [BLIND] * 3, 60, "NO_FACE", None),
    ("for a minute", [BLIND] * 3, 60.5, "", None),
    ("a minute after the last", [BLIND] * 3 + [look(60.5, "NO_FACE")], 90, "NO_FACE", None),
    ("with a face once it rests", [BLIND, BLIND, look(9, "UNKNOWN")], 500, "UNKNOWN", None),
    ("three searches are enough", [UNSURE, UNSURE, look(9, "UNKNOWN")], 500, "UNKNOWN", None),
]


@pytest.mark.parametrize(
    ("looks", "seconds", "outcome", "person"),
    [row[1:] for row in SITUATIONS],
    ids=[row[0] for row in SITUATIONS],
)
def test_answer(looks: list[EarlierLook], seconds: float, outcome: str, person: int | None) -> None:
    answer = answer_of_track(looks, MORNING + timedelta(seconds=seconds))
    found = (answer.outcome, answer.employee_id, answer.reason) if answer else ("", None, "")
    assert found == (outcome, person, SAME_TRACK if outcome else "")


def test_a_look_that_a_camera_chose_is_searched_at_once_but_not_a_fourth_time() -> None:
    assert answer_of_track([UNSURE], MORNING, chosen=True) is None
    assert answer_of_track([UNSURE] * 3, MORNING, chosen=True) is not None


def test_unsure_looks_are_votes() -> None:
    looks = [UNSURE, look(1, "UNKNOWN"), look(2, "REVIEW", 2), look(3, "NO_FACE")]
    assert seemed(looks) == [1, None, 2]
