"""What a shift may not be, and its moments on a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from attendance.durations import Rounding
from attendance.occurrences import occurrence_on
from attendance.shifts import Overtime, ShiftRule
from attendance.vocabulary import ClosedBy
from tests.attendance.situations import rule


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("grace_in_minutes", -1),
        ("grace_out_minutes", 721),
        ("before_minutes", 721),
        ("after_minutes", -1),
        ("half_day_below_minutes", 1441),
        ("absent_below_minutes", -1),
        ("break_minutes", 721),
        ("overtime_cap_minutes", -1),
        ("missed_out_closes_at", ClosedBy.NEXT_SHIFT),
    ],
)
def test_senseless_fields_are_named(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{field}: "):
        rule("08:00-17:00", **{field: value})


def test_absence_threshold_above_the_half_day_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^absent_below_minutes: "):
        rule(half_day_below_minutes=240, absent_below_minutes=241)


def test_one_threshold_for_both_is_accepted() -> None:
    assert rule(half_day_below_minutes=240, absent_below_minutes=240).absent_below_minutes == 240


def test_a_shift_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^start: "):
        ShiftRule(start=time(8, tzinfo=UTC), end=time(17))


def test_senseless_overtime_is_named() -> None:
    with pytest.raises(ValueError, match=r"^cap_minutes: "):
        Overtime(cap_minutes=-1)


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^step_minutes: "):
        Rounding(step_minutes=0)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "start", "minutes"),
    [
        pytest.param("UTC", "2026-01-15", "08:00-17:00", "2026-01-15T08:00", 540, id="plain"),
        pytest.param("UTC", "2026-12-31", "22:00-06:00", "2026-12-31T22:00", 480, id="new year"),
        pytest.param("UTC", "2028-02-28", "22:00-06:00", "2028-02-28T22:00", 480, id="leap day"),
        pytest.param("UTC", "2026-01-15", "08:00-08:00", "2026-01-15T08:00", 1440, id="24 hours"),
        pytest.param(
            "Asia/Kolkata", "2026-01-15", "00:00-08:00", "2026-01-14T18:30", 480, id="half an hour"
        ),
        pytest.param(
            "Europe/Berlin", "2026-03-28", "22:00-06:00", "2026-03-28T21:00", 420, id="7 hours"
        ),
        pytest.param(
            "Europe/Berlin", "2026-10-24", "22:00-06:00", "2026-10-24T20:00", 540, id="9 hours"
        ),
        pytest.param(
            "Europe/Berlin", "2026-03-29", "00:00-00:00", "2026-03-28T23:00", 1380, id="23 hours"
        ),
        pytest.param(
            "America/New_York", "2026-11-01", "00:00-00:00", "2026-11-01T04:00", 1500, id="25 hours"
        ),
        pytest.param(
            "Europe/Berlin", "2026-03-29", "02:30-10:00", "2026-03-29T01:30", 390, id="in the gap"
        ),
        pytest.param(
            "Europe/Berlin",
            "2026-03-29",
            "02:15-03:10",
            "2026-03-29T01:15",
            0,
            id="lost in the gap",
        ),
        pytest.param(
            "Europe/Berlin", "2026-10-25", "02:30-10:00", "2026-10-25T00:30", 510, id="in the fold"
        ),
        pytest.param(
            "Asia/Kolkata", "2026-03-29", "22:00-06:00", "2026-03-29T16:30", 480, id="no change"
        ),
    ],
)
def test_occurrence(zone: str, day: str, hours: str, start: str, minutes: int) -> None:
    found = occurrence_on(rule(hours), date.fromisoformat(day), zone)
    assert found.day == date.fromisoformat(day)
    assert found.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert found.end - found.start == timedelta(minutes=minutes)


def test_shifts_that_follow_each_other_share_the_moment_between_them() -> None:
    first = occurrence_on(rule("22:00-02:30"), date(2026, 10, 24), "Europe/Berlin")
    second = occurrence_on(rule("02:30-10:00"), date(2026, 10, 25), "Europe/Berlin")
    assert first.end == second.start
