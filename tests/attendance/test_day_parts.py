"""What days count for: the one rule behind summaries, payroll, the muster roll and calendars."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.day_parts import (
    AMOUNTS,
    DayCounts,
    DayPart,
    ShiftResult,
    counts_of,
    percentage,
    shares_of,
)
from attendance.late_policies import LatePolicy
from attendance.rosters import A_DAY
from attendance.vocabulary import DayStatus, Leave
from tests.attendance.situations import THURSDAY

ON_TIME = ShiftResult(day=THURSDAY, status=DayStatus.PRESENT, has_come_in=True, has_gone=True)
LATE = replace(ON_TIME, status=DayStatus.LATE, is_late=True)
EARLY = replace(ON_TIME, status=DayStatus.EARLY_EXIT, is_early_exit=True)
BOTH = replace(LATE, is_early_exit=True)
ABSENT = ShiftResult(day=THURSDAY, status=DayStatus.ABSENT)
TOO_SHORT = replace(LATE, status=DayStatus.ABSENT)
HALF = replace(ON_TIME, status=DayStatus.HALF_DAY)
HALF_LEAVE = replace(HALF, leave=Leave.FIRST_HALF)
ON_LEAVE = ShiftResult(day=THURSDAY, status=DayStatus.ON_LEAVE, leave=Leave.FULL)
MISSED_OUT = replace(ON_TIME, status=DayStatus.INCOMPLETE, has_gone=False)
MISSED_IN = replace(ON_TIME, status=DayStatus.INCOMPLETE, has_come_in=False)


def _off(status: DayStatus) -> ShiftResult:
    return replace(ON_TIME, status=status, is_scheduled=False)


def test_the_guides_example() -> None:
    shifts = [
        replace(one, day=THURSDAY + A_DAY * number)
        for number, one in enumerate([*[ON_TIME] * 28, *[LATE] * 2, EARLY])
    ]
    found = counts_of(shifts)
    assert found == DayCounts(
        total_days=31, decided_days=31, on_time=28, late=2, early_exits=1, present=31
    )
    assert percentage(found.on_time, found.total_days) == 90.3


def row(label: str, shifts: list[ShiftResult], **expected: float) -> object:
    expected.setdefault("decided_days", expected.get("total_days", 0))
    return pytest.param(shifts, DayCounts(**expected), id=label)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        row("no days", []),
        row("on time", [ON_TIME], total_days=1, on_time=1, present=1),
        row("late", [LATE], total_days=1, late=1, present=1),
        row("late and early", [BOTH], total_days=1, late=1, early_exits=1, present=1),
        row("absent", [ABSENT], total_days=1, absent=1),
        row("too short to count, not late besides", [TOO_SHORT], total_days=1, absent=1),
        row("worked on a holiday", [_off(DayStatus.HOLIDAY)]),
        row("weekly off", [_off(DayStatus.WEEKLY_OFF)]),
        row("not employed", [_off(DayStatus.INCOMPLETE)]),
        row("leave", [ON_LEAVE], leave_days=1),
        row("worked on leave", [replace(ON_LEAVE, has_come_in=True)], leave_days=1),
        row(
            "half a day, on time",
            [HALF],
            total_days=1,
            on_time=1,
            present=0.5,
            absent=0.5,
            half_days=1,
        ),
        row(
            "half leave, the other half worked",
            [HALF_LEAVE],
            total_days=1,
            on_time=1,
            present=0.5,
            leave_days=0.5,
            half_days=1,
        ),
        row(
            "half leave, late to the other half",
            [replace(HALF_LEAVE, is_late=True)],
            total_days=1,
            late=1,
            present=0.5,
            leave_days=0.5,
            half_days=1,
        ),
        row(
            "half leave, absent from the other half",
            [replace(ABSENT, leave=Leave.SECOND_HALF)],
            total_days=1,
            absent=0.5,
            leave_days=0.5,
        ),
        row(
            "half leave, a punch missing in the other half",
            [replace(MISSED_IN, leave=Leave.FIRST_HALF)],
            total_days=1,
            present=0.5,
            leave_days=0.5,
            half_days=1,
        ),
        row("half leave on a holiday", [replace(_off(DayStatus.HOLIDAY), leave=Leave.FIRST_HALF)]),
        row("check-in missed: there, but not on time", [MISSED_IN], total_days=1, present=1),
        row(
            "expected today",
            [replace(ABSENT, status=DayStatus.EXPECTED, is_settled=False)],
            total_days=1,
            decided_days=0,
        ),
        row(
            "in right now: nothing is decided",
            [replace(MISSED_OUT, is_settled=False)],
            total_days=1,
            decided_days=0,
        ),
        row(
            "late and in right now",
            [replace(MISSED_OUT, is_late=True, is_settled=False)],
            total_days=1,
            decided_days=0,
        ),
        row("never left", [MISSED_OUT], total_days=1, on_time=1, present=1),
        row(
            "gone, the window open",
            [replace(ON_TIME, is_settled=False)],
            total_days=1,
            on_time=1,
            present=1,
        ),
        row("a double shift", [ON_TIME, ON_TIME], total_days=1, on_time=1, present=1),
        row("late to the second of two", [ON_TIME, LATE], total_days=1, late=1, present=1),
        row("one of two missed", [ON_TIME, ABSENT], total_days=1, present=1),
        row("both missed", [ABSENT, ABSENT], total_days=1, absent=1),
        row(
            "half of one, none of the other",
            [HALF, ABSENT],
            total_days=1,
            present=0.5,
            absent=0.5,
            half_days=1,
        ),
        row("leave from both", [ON_LEAVE, ON_LEAVE], leave_days=1),
        row(
            "the first of two done, the second to come",
            [ON_TIME, replace(ABSENT, status=DayStatus.EXPECTED, is_settled=False)],
            total_days=1,
            on_time=1,
            present=1,
        ),
        row(
            "a day of work and an extra shift on it that counts for none",
            [ON_TIME, _off(DayStatus.INCOMPLETE)],
            total_days=1,
            on_time=1,
            present=1,
        ),
    ],
)
def test_counts(shifts: list[ShiftResult], expected: DayCounts) -> None:
    for ordered in permutations(shifts):
        assert counts_of(ordered) == expected


results = st.builds(
    ShiftResult,
    day=st.integers(0, 6).map(lambda number: THURSDAY + A_DAY * number),
    status=st.sampled_from(DayStatus),
    leave=st.sampled_from(Leave),
    is_scheduled=st.booleans(),
    is_settled=st.booleans(),
    has_come_in=st.booleans(),
    has_gone=st.booleans(),
    is_late=st.booleans(),
    is_early_exit=st.booleans(),
)


@given(st.lists(results, max_size=20))
def test_every_decided_day_is_one_in_all(shifts: list[ShiftResult]) -> None:
    found = counts_of(shifts)
    days = {one.day for one in shifts if one.part is not None}
    assert found.present + found.absent + found.leave_days == len(days)
    assert found.on_time + found.late <= found.decided_days <= len(days)
    assert found.decided_days <= found.total_days


@pytest.mark.parametrize("part", DayPart)
def test_a_part_is_one_day(part: DayPart) -> None:
    assert sum(AMOUNTS[part]) == 1
    shares = shares_of(Counter([part]))
    assert shares["present"] + shares["absent"] + shares["leave_days"] == 1


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (28, 31, 90.3),
        (0, 0, 0.0),
        (0, 7, 0.0),
        (7, 7, 100.0),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 800, 0.1),
        (1, 2001, 0.0),
        (1, 2000, 0.1),
    ],
)
def test_percentage(part: int, whole: int, percent: float) -> None:
    assert percentage(part, whole) == percent


@pytest.mark.parametrize(
    ("policy", "late_days", "half_days"),
    [
        pytest.param(LatePolicy(), 2, 0, id="two are free"),
        pytest.param(LatePolicy(), 3, 1, id="every third is half a day"),
        pytest.param(LatePolicy(), 8, 2, id="eight are two halves"),
        pytest.param(LatePolicy(forgiven=3), 5, 0, id="three forgiven"),
        pytest.param(LatePolicy(forgiven=3), 6, 1, id="the third after those forgiven"),
        pytest.param(LatePolicy(every=1, half_days=2), 2, 4, id="a whole day each"),
    ],
)
def test_late_policy(policy: LatePolicy, late_days: int, half_days: int) -> None:
    assert policy.half_days_for(late_days) == half_days


@pytest.mark.parametrize("field", ["every", "half_days", "forgiven", "from_minutes"])
def test_senseless_policies_are_refused(field: str) -> None:
    with pytest.raises(ValueError, match=rf"^{field}: "):
        LatePolicy(**{field: -1})
