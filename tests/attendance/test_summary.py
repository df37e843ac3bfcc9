"""The guide's payroll summary and what lateness costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from attendance.day_facts import DerivedDay
from attendance.late_policies import LatePolicy
from attendance.summary import ShiftSummary, percentage, summary_of
from attendance.vocabulary import DayStatus
from tests.attendance.situations import THURSDAY

SEEN = datetime(2026, 1, 15, 8, tzinfo=UTC)
ON_TIME = DerivedDay(day=THURSDAY, status=DayStatus.PRESENT, first_in=SEEN)
LATE = replace(ON_TIME, status=DayStatus.LATE, is_late=True, late_minutes=10)
EARLY = replace(ON_TIME, status=DayStatus.EARLY_EXIT, is_early_exit=True, early_minutes=10)
BOTH = replace(LATE, is_early_exit=True, early_minutes=10)
ABSENT = DerivedDay(day=THURSDAY, status=DayStatus.ABSENT)
TOO_SHORT = replace(LATE, status=DayStatus.ABSENT)


def _unscheduled(status: DayStatus) -> DerivedDay:
    return replace(ON_TIME, status=status, is_scheduled=False)


def test_the_guides_example() -> None:
    found = summary_of([*[ON_TIME] * 28, *[LATE] * 2, EARLY])
    assert found == ShiftSummary(total_days=31, on_time=28, late=2, early_exits=1, absent=0)
    assert found.on_time_percentage == 90.3


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param([], (0, 0, 0, 0, 0), id="no days"),
        pytest.param([ON_TIME], (1, 1, 0, 0, 0), id="on time"),
        pytest.param([BOTH], (1, 0, 1, 1, 0), id="late and early on one day"),
        pytest.param([ABSENT, ON_TIME], (2, 1, 0, 0, 1), id="absent"),
        pytest.param([TOO_SHORT], (1, 0, 0, 0, 1), id="too short to count, not late besides"),
        pytest.param([_unscheduled(DayStatus.HOLIDAY)], (0, 0, 0, 0, 0), id="worked on a holiday"),
        pytest.param([_unscheduled(DayStatus.WEEKLY_OFF)], (0, 0, 0, 0, 0), id="weekly off"),
        pytest.param([_unscheduled(DayStatus.INCOMPLETE)], (0, 0, 0, 0, 0), id="not employed"),
        pytest.param([replace(ABSENT, status=DayStatus.ON_LEAVE)], (0, 0, 0, 0, 0), id="leave"),
        pytest.param([replace(ABSENT, status=DayStatus.EXPECTED)], (0, 0, 0, 0, 0), id="expected"),
        pytest.param(
            [replace(ON_TIME, status=DayStatus.HALF_DAY)], (1, 1, 0, 0, 0), id="half day, on time"
        ),
        pytest.param(
            [replace(LATE, status=DayStatus.HALF_DAY)], (1, 0, 1, 0, 0), id="half day, late"
        ),
        pytest.param(
            [replace(ON_TIME, status=DayStatus.INCOMPLETE)], (1, 1, 0, 0, 0), id="in right now"
        ),
        pytest.param(
            [replace(ABSENT, status=DayStatus.INCOMPLETE, last_out=SEEN)],
            (1, 0, 0, 0, 0),
            id="check-in missed: neither on time nor late",
        ),
    ],
)
def test_counts(days: list[DerivedDay], expected: tuple[int, ...]) -> None:
    found = summary_of(days)
    counts = (found.total_days, found.on_time, found.late, found.early_exits, found.absent)
    assert counts == expected


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
        pytest.param(LatePolicy(from_minutes=11), 9, 0, id="not late enough"),
        pytest.param(LatePolicy(from_minutes=10), 3, 1, id="just late enough"),
    ],
)
def test_late_policy(policy: LatePolicy, late_days: int, half_days: int) -> None:
    assert policy.deducted_half_days([*[LATE] * late_days, ON_TIME, TOO_SHORT]) == half_days


@pytest.mark.parametrize("field", ["every", "half_days", "forgiven", "from_minutes"])
def test_senseless_policies_are_refused(field: str) -> None:
    with pytest.raises(ValueError, match=rf"^{field}: "):
        LatePolicy(**{field: -1})


def test_lates_of_another_day_off_cost_nothing() -> None:
    off = replace(LATE, is_scheduled=False, day=date(2026, 1, 18))
    assert LatePolicy(every=1).deducted_half_days([off]) == 0
