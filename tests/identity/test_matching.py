"""Verdicts, one row for each situation."""

from __future__ import annotations

import pytest

from identity.matching import DISAGREE, Candidate, Thresholds, Verdict, allow, judge, vote

OWNERS = {"a1": 1, "a2": 1, "b1": 2}
RULES = Thresholds(review_from=80, match_from=95, tie_margin=1)
SITUATIONS: list[tuple[str, list[tuple[str, float]], str, int | None]] = [
    ("nobody like that", [], "UNKNOWN", None),
    ("a stranger", [("a1", 79.9)], "UNKNOWN", None),
    ("from the first threshold on a person looks", [("a1", 80.0)], "REVIEW", 1),
    ("just below the second", [("a1", 94.9)], "REVIEW", 1),
    ("from the second on it is a match", [("a1", 95.0)], "MATCHED", 1),
    ("two faces of one person are no tie", [("a1", 99.0), ("a2", 98.9)], "MATCHED", 1),
    ("a near tie of two people", [("a1", 99.0), ("b1", 98.5)], "REVIEW", 1),
    ("at the margin's end it is still a tie", [("a1", 99.0), ("b1", 98.0)], "REVIEW", 1),
    ("a clear second", [("a1", 99.0), ("b1", 97.9)], "MATCHED", 1),
    ("the best wins whatever the order", [("b1", 96.0), ("a1", 99.0)], "MATCHED", 1),
    ("a face that we do not know is nobody's", [("lost", 99.9)], "UNKNOWN", None),
    ("who is less like than it is not named", [("lost", 99.9), ("b1", 97.0)], "REVIEW", 2),
    ("nor who is as like", [("b1", 97.0), ("lost", 96.1)], "REVIEW", 2),
    ("one clearly less like hides nobody", [("b1", 97.0), ("lost", 95.9)], "MATCHED", 2),
    ("it makes nobody likelier", [("lost", 99.9), ("b1", 79.9)], "UNKNOWN", None),
]


@pytest.mark.parametrize(
    ("found", "outcome", "person"), [row[1:] for row in SITUATIONS], ids=[r[0] for r in SITUATIONS]
)
def test_verdict(found: list[tuple[str, float]], outcome: str, person: int | None) -> None:
    verdict = judge([Candidate(*pair) for pair in found], OWNERS, RULES)
    assert (verdict.outcome, verdict.employee_id) == (outcome, person)


def test_even_without_a_margin_who_is_exactly_as_similar_is_not_told_apart() -> None:
    found = [Candidate("a1", 99.0), Candidate("b1", 99.0)]
    assert judge(found, OWNERS, Thresholds(tie_margin=0)).outcome == "REVIEW"
    clear = [Candidate("a1", 99.0), Candidate("b1", 98.99)]
    assert judge(clear, OWNERS, Thresholds(tie_margin=0)).outcome == "MATCHED"


@pytest.mark.parametrize(
    ("likeliest", "people"),
    [
        pytest.param(95.4, (1, 2), id="sure but for the other one"),
        pytest.param(94.9, (), id="a stranger's"),
    ],
)
def test_two_are_not_told_apart_where_one_would_be_a_stranger(
    likeliest: float, people: tuple[int, ...]
) -> None:
    found = [Candidate("a1", likeliest), Candidate("b1", 94.6)]
    rules = Thresholds(review_from=95, match_from=95, tie_margin=1)
    verdict = judge(found, OWNERS, rules)
    assert verdict.people == people
    assert verdict.outcome == ("REVIEW" if people else "UNKNOWN")


def test_without_a_basis_nobody_is_named_not_even_the_runner_up() -> None:
    found = [Candidate("a1", 99.0), Candidate("b1", 96.0)]
    allowed = allow(judge(found, OWNERS, RULES), nameable={2})
    assert (allowed.outcome, allowed.employee_id, allowed.similarity) == ("UNKNOWN", None, None)
    assert allow(Verdict("UNKNOWN"), nameable=()) == Verdict("UNKNOWN")


@pytest.mark.parametrize(
    ("first", "second", "runner_up"),
    [
        pytest.param(99.0, 98.5, 2, id="a near tie"),
        pytest.param(88.0, 87.5, 2, id="one of which neither is sure"),
        pytest.param(99.0, 97.9, None, id="a clear second"),
        pytest.param(80.2, 79.9, None, id="who is too unlike to be looked at"),
    ],
)
def test_a_review_is_told_of_both_who_are_as_similar(
    first: float, second: float, runner_up: int | None
) -> None:
    verdict = judge([Candidate("a1", first), Candidate("b1", second)], OWNERS, RULES)
    assert verdict.runner_up_id == runner_up
    assert verdict.runner_up_similarity == (second if runner_up else None)
    assert allow(verdict, nameable={1}).runner_up_id is None, "nobody without a basis"
    assert allow(verdict, nameable={1, 2}) == verdict


@pytest.mark.parametrize(
    ("earlier", "outcome"),
    [
        pytest.param([], "MATCHED", id="the first look"),
        pytest.param([1], "MATCHED", id="the same person before"),
        pytest.param([2], "REVIEW", id="another person as often"),
        pytest.param([2, 1], "MATCHED", id="another person less often"),
        pytest.param([None], "MATCHED", id="one glance that showed nobody"),
        pytest.param([None, None], "REVIEW", id="two that showed nobody"),
        pytest.param([None, None, 1], "MATCHED", id="two, and as many for the person"),
        pytest.param([None, 2], "REVIEW", id="nobody once, another once"),
    ],
)
def test_looks_at_a_track_vote(earlier: list[int | None], outcome: str) -> None:
    voted = vote(Verdict("MATCHED", 1, 95.1), earlier)
    assert (voted.outcome, voted.employee_id, voted.similarity) == (outcome, 1, 95.1)
    assert voted.reason == ("" if outcome == "MATCHED" else DISAGREE)
    assert vote(Verdict("UNKNOWN"), earlier) == Verdict("UNKNOWN")
