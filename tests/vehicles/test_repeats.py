"""What is news at a gate, and what only repeats: case by case."""

from __future__ import annotations

import pytest

from vehicles.repeats import MANUAL, Earlier, Outcome, repeated

A, B, HALF = "KA01AB1234", "KA01AB1284", "KA01"
PASS, EXCEPTION, POSSIBLE, BLOCKED = Outcome


@pytest.mark.parametrize(
    ("outcome", "key", "earlier", "repeats"),
    [
        pytest.param(PASS, A, [], False, id="nothing before"),
        pytest.param(PASS, A, [(PASS, A)], True, id="read once more"),
        pytest.param(PASS, B, [(PASS, A)], True, id="text corrected after it passed"),
        pytest.param(PASS, B, [(BLOCKED, A)], True, id="misread of one that is blocked"),
        pytest.param(PASS, B, [(POSSIBLE, A)], True, id="misread of one possibly blocked"),
        pytest.param(PASS, A, [(BLOCKED, A)], False, id="unblocked while it waits"),
        pytest.param(PASS, A, [(EXCEPTION, A)], False, id="its hours began while it waits"),
        pytest.param(PASS, B, [(EXCEPTION, A)], True, id="another text, held before"),
        pytest.param(PASS, A, [(MANUAL, A)], True, id="let in by hand"),
        pytest.param(BLOCKED, A, [(PASS, A)], False, id="blocked after it passed"),
        pytest.param(BLOCKED, A, [(POSSIBLE, B)], False, id="certain at last"),
        pytest.param(BLOCKED, A, [(BLOCKED, A)], True, id="blocked, still there"),
        pytest.param(BLOCKED, A, [(BLOCKED, B)], False, id="another blocked vehicle"),
        pytest.param(BLOCKED, A, [(MANUAL, A)], False, id="blocked after it was let in"),
        pytest.param(POSSIBLE, A, [(POSSIBLE, A)], True, id="possible, still there"),
        pytest.param(POSSIBLE, A, [(BLOCKED, B)], True, id="possible after certain"),
        pytest.param(POSSIBLE, A, [(PASS, B)], False, id="possible after a misread passed"),
        pytest.param(EXCEPTION, A, [(PASS, A)], True, id="its hours ended after it passed"),
        pytest.param(EXCEPTION, A, [(EXCEPTION, A)], True, id="held, still there"),
        pytest.param(PASS, A, [(POSSIBLE, HALF)], False, id="whole after its upper line"),
        pytest.param(PASS, A, [(POSSIBLE, "AB1234")], False, id="whole after its lower line"),
        pytest.param(PASS, A, [(POSSIBLE, "KA02")], True, id="after half of another"),
        pytest.param(
            PASS, A, [(BLOCKED, HALF)], True, id="whole after a blocked one like its half"
        ),
        pytest.param(PASS, A, [(MANUAL, HALF)], True, id="let in by hand by its half"),
        pytest.param(EXCEPTION, A, [(POSSIBLE, HALF)], False, id="not now, after its half"),
        pytest.param(POSSIBLE, A, [(POSSIBLE, HALF)], True, id="possible as its half was"),
        pytest.param(POSSIBLE, HALF, [(PASS, A)], True, id="half of one that passed"),
        pytest.param(POSSIBLE, HALF, [(PASS, "MH12DE5678")], False, id="half of another"),
        pytest.param(None, A, [(PASS, A)], True, id="a poor read of one that passed"),
        pytest.param(None, A, [], False, id="a poor read of nobody known"),
    ],
)
def test_repeated(
    outcome: Outcome | None, key: str, earlier: list[tuple[str, str]], repeats: bool
) -> None:
    past = [Earlier(number, one, other) for number, (one, other) in enumerate(earlier)]
    assert (repeated(outcome, key, past) is not None) == repeats


def test_the_newest_event_that_covers_it_is_named() -> None:
    past = [Earlier(3, BLOCKED, A), Earlier(2, PASS, A), Earlier(1, PASS, A)]
    found = repeated(PASS, A, past)
    assert found is not None
    assert found.event_id == 2
