"""What is news at a gate, and what only repeats: case by case."""

from __future__ import annotations

import pytest

from vehicles.block_matching import BlockEntry
from vehicles.repeats import MANUAL, Earlier, Outcome, repeated

FAR = "MH12DE5678"
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
        pytest.param(EXCEPTION, A, [(PASS, FAR)], False, id="not now, on a track used again"),
        pytest.param(EXCEPTION, A, [(PASS, B)], False, id="not now, and not the one that passed"),
        pytest.param(EXCEPTION, A, [(EXCEPTION, B)], True, id="not now, held as another"),
        pytest.param(EXCEPTION, A, [(MANUAL, FAR)], False, id="not now, after another by hand"),
        pytest.param(EXCEPTION, A, [(MANUAL, HALF)], True, id="not now, let in by its half"),
        pytest.param(PASS, A, [(PASS, FAR)], False, id="another on a track used again"),
        pytest.param(PASS, A, [(BLOCKED, FAR)], True, id="another while one is held"),
        pytest.param(None, A, [(PASS, FAR)], False, id="a poor read of another"),
        pytest.param(None, "TATA", [(PASS, FAR)], True, id="lettering of one that passed"),
        pytest.param(None, A, [(BLOCKED, FAR)], True, id="a poor read while one is held"),
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
        pytest.param(PASS, A, [(PASS, "KA01AB0012")], False, id="whole after it was cut off"),
        pytest.param(PASS, A, [(POSSIBLE, "KA01AB0123")], False, id="whole after a piece was held"),
        pytest.param(PASS, "KA01AB0012", [(PASS, A)], True, id="cut off after it passed"),
        pytest.param(
            POSSIBLE, "KA01AB0012", [(PASS, A)], True, id="held for a piece of what passed"
        ),
        pytest.param(PASS, A, [(PASS, "KA01AB0013")], True, id="misread, and not cut off"),
        pytest.param(PASS, "22BH1234AA", [(PASS, "22BH1234A")], False, id="whole after its letter"),
        pytest.param(None, A, [(PASS, A)], True, id="a poor read of one that passed"),
        pytest.param(None, A, [], False, id="a poor read of nobody known"),
    ],
)
def test_repeated(
    outcome: Outcome | None, key: str, earlier: list[tuple[str, str]], repeats: bool
) -> None:
    past = [Earlier(number, one, other) for number, (one, other) in enumerate(earlier)]
    assert (repeated(outcome, key, past) is not None) == repeats


@pytest.mark.parametrize(
    ("decision", "legal", "repeats"),
    [
        pytest.param(PASS, True, False, id="a poor read of another country's other plate"),
        pytest.param(PASS, False, True, id="lettering of one that passed"),
        pytest.param(MANUAL, True, True, id="of one that a guard let in by what was read"),
    ],
)
def test_another_vehicle_on_a_track_used_again_is_seen_by_a_site_of_own_patterns(
    decision: str, legal: bool, repeats: bool
) -> None:
    past = [Earlier(1, decision, "RK755AJ")]
    assert (repeated(None, "TS260ZW", past, legal=legal) is not None) == repeats


@pytest.mark.parametrize(
    ("before", "opens", "repeats"),
    [
        pytest.param(Earlier(1, PASS, A), True, False, id="authorised while it waits"),
        pytest.param(Earlier(1, PASS, A), False, True, id="still shut to it"),
        pytest.param(Earlier(1, PASS, A, admitted=True), True, True, id="opened to it before"),
        pytest.param(Earlier(1, PASS, B), True, True, id="another text, held before"),
        pytest.param(Earlier(1, MANUAL, A, admitted=True), True, True, id="let in by hand"),
    ],
)
def test_what_opens_is_news_where_the_barrier_was_shut_to_it(
    before: Earlier, opens: bool, repeats: bool
) -> None:
    assert (repeated(PASS, A, [before], opens=opens) is not None) == repeats


@pytest.mark.parametrize(
    ("before", "listed", "repeats"),
    [
        pytest.param((POSSIBLE, "KA01DB6384"), ["KA01QB6384"], True, id="still there"),
        pytest.param((POSSIBLE, "KA51"), ["KA01QB6384"], False, id="half of another blocked one"),
        pytest.param((POSSIBLE, "KA01"), ["KA01QB6384"], True, id="half of the same"),
        pytest.param((POSSIBLE, "KA01DB9999"), ["KA01QB6384"], False, id="near another"),
        pytest.param((POSSIBLE, "KA01OB6384"), ["KA01QB6384"], True, id="near the same"),
        pytest.param(
            (POSSIBLE, "KA01OB6384"), ["KA01QB6384", "KA01D86384"], False, id="near one of two"
        ),
        pytest.param((BLOCKED, "KA01QB6384"), ["KA01QB6384"], True, id="that one for certain"),
        pytest.param((BLOCKED, "MH12DE5678"), ["KA01QB6384"], False, id="another for certain"),
    ],
)
def test_possibly_another_blocked_vehicle_is_news(
    before: tuple[str, str], listed: list[str], repeats: bool
) -> None:
    named = [BlockEntry(key, key) for key in listed]
    found = repeated(POSSIBLE, "KA01DB6384", [Earlier(1, *before)], named=named)
    assert (found is not None) == repeats


def test_the_newest_event_that_covers_it_is_named() -> None:
    past = [Earlier(3, BLOCKED, A), Earlier(2, PASS, A), Earlier(1, PASS, A)]
    found = repeated(PASS, A, past)
    assert found is not None
    assert found.event_id == 2
