"""What is said of an enrolment photo before an engine is asked: a refusal, a hint, or nothing."""

from __future__ import annotations

import pytest

from identity.photo_rules import Examined, FaceFacts, examine_faces

GOOD = FaceFacts(side=200, sharpness=300, brightness=120)
SHARP, GREY = 300.0, 120.0


@pytest.mark.parametrize(
    ("faces", "word"),
    [
        pytest.param([], "no face", id="nobody"),
        pytest.param([GOOD, GOOD], "more than one face", id="a group"),
        pytest.param([FaceFacts(39, SHARP, GREY)], "too small", id="far away"),
        pytest.param([FaceFacts(200, 19, GREY)], "blurred", id="blurred"),
        pytest.param([FaceFacts(200, 19, 30)], "too dark", id="as dark as without edges"),
        pytest.param([FaceFacts(200, 19, 230)], "overexposed", id="as bright as without edges"),
    ],
)
def test_a_refusal_names_what_is_wrong(faces: list[FaceFacts], word: str) -> None:
    assert word in examine_faces(faces).refusal


@pytest.mark.parametrize(
    ("face", "word"),
    [
        pytest.param(FaceFacts(99, SHARP, GREY), "come closer", id="small"),
        pytest.param(FaceFacts(200, 59, GREY), "hold still", id="soft"),
        pytest.param(FaceFacts(200, SHARP, 49), "more light", id="dark"),
        pytest.param(FaceFacts(200, SHARP, 216), "less light", id="bright"),
    ],
)
def test_a_hint_says_how_a_better_photo_would_look(face: FaceFacts, word: str) -> None:
    seen = examine_faces([face])
    assert (seen.refusal, word in seen.hint) == ("", True)


def test_of_a_good_photo_nothing_is_said() -> None:
    assert examine_faces([GOOD]) == Examined()
