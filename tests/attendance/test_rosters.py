"""Stints, days off and the clash of hours: tables of labelled cases."""

from __future__ import annotations

from datetime import date

import pytest

from attendance.date_spans import DateSpan
from attendance.rosters import Roster, Stint, clash, days_between
from attendance.shifts import ShiftVersion
from attendance.vocabulary import Leave
from attendance.week_cycles import WeekCycle
from tests.attendance.situations import rule

MONDAY = date(2026, 3, 2)
ALWAYS = date(2000, 1, 1)


def stint(hours: str, first: str, last: str = "", *, later: str = "") -> Stint:
    """Return a stint; ``later`` is a second version such as ``2026-03-10 06:00-14:00``."""
    versions = [ShiftVersion(effective_from=ALWAYS, rule=rule(hours))]
    if later:
        since, changed = later.split()
        versions.append(ShiftVersion(effective_from=date.fromisoformat(since), rule=rule(changed)))
    span = DateSpan(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    return Stint("1", span, tuple(versions))


@pytest.mark.parametrize(
    ("parts", "leave"),
    [
        ([], "NONE"),
        (["SECOND_HALF"], "SECOND_HALF"),
        (["SECOND_HALF", "FIRST_HALF"], "FULL"),
        (["FIRST_HALF", "FIRST_HALF"], "FIRST_HALF"),
        (["FULL"], "FULL"),
    ],
)
def test_two_halves_of_leave_are_a_whole_day(parts: list[str], leave: str) -> None:
    leaves = tuple((DateSpan(MONDAY, MONDAY), Leave(part)) for part in parts)
    roster = Roster(zone="UTC", stints=(stint("08:00-17:00", "2026-03-02"),), leaves=leaves)
    [occurrence] = roster.occurrences([MONDAY])
    assert roster.facts_of(occurrence).leave == leave


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        pytest.param(
            stint("08:00-17:00", "2026-03-02"),
            stint("08:00-17:00", "2026-03-02"),
            "2026-03-02",
            id="the same",
        ),
        pytest.param(
            stint("08:00-17:00", "2026-03-02"),
            stint("17:00-22:00", "2026-03-02"),
            None,
            id="one after the other on each day",
        ),
        pytest.param(
            stint("08:00-17:00", "2026-03-02", "2026-03-08"),
            stint("08:00-17:00", "2026-03-09"),
            None,
            id="one week after the other",
        ),
        pytest.param(
            stint("22:00-06:00", "2026-03-02", "2026-03-08"),
            stint("05:00-13:00", "2026-03-09"),
            "2026-03-08",
            id="last night runs into the first morning",
        ),
        pytest.param(
            stint("22:00-06:00", "2026-03-02", "2026-03-08"),
            stint("06:00-14:00", "2026-03-09"),
            None,
            id="night ends where the morning begins",
        ),
        pytest.param(
            stint("08:00-17:00", "2026-01-01"),
            stint("16:00-20:00", "2027-06-01", "2027-06-01"),
            "2027-06-01",
            id="a single day far within an open span",
        ),
        pytest.param(
            stint("06:00-14:00", "2026-03-02", later="2026-03-10 06:00-15:00"),
            stint("14:00-22:00", "2026-03-02"),
            "2026-03-10",
            id="a later version grows into the other shift",
        ),
        pytest.param(
            stint("08:00-08:00", "2026-03-02", "2026-03-02"),
            stint("07:00-09:00", "2026-03-03"),
            "2026-03-02",
            id="24 hours",
        ),
    ],
)
def test_clash(one: Stint, other: Stint, day: str | None) -> None:
    expected = date.fromisoformat(day) if day else None
    assert clash(one, other) == expected
    assert (clash(other, one) is None) == (expected is None)


def test_a_roster_says_what_holds_a_day() -> None:
    sunday, monday = (WeekCycle(MONDAY, (frozenset({day}),)) for day in (6, 0))
    roster = Roster(
        zone="Asia/Kolkata",
        stints=(stint("08:00-17:00", "2026-03-02", "2026-03-08"),),
        weekly_offs=((DateSpan(date(2026, 3, 4)), sunday), (DateSpan(ALWAYS), monday)),
        holidays=frozenset({date(2026, 3, 3)}),
        leaves=((DateSpan(date(2026, 3, 5), date(2026, 3, 5)), Leave.FIRST_HALF),),
    )
    days = days_between(date(2026, 3, 1), date(2026, 3, 9))
    facts = [roster.facts_of(one) for one in roster.occurrences(days)]
    assert [one.occurrence.day.day for one in facts] == [2, 3, 4, 5, 6, 7, 8]
    assert [one.occurrence.day.day for one in facts if one.is_weekly_off] == [2, 8]
    assert [one.occurrence.day.day for one in facts if one.is_holiday] == [3]
    assert [one.leave for one in facts if one.leave is not Leave.NONE] == [Leave.FIRST_HALF]


def test_no_shift_before_its_first_version() -> None:
    version = ShiftVersion(effective_from=MONDAY, rule=rule())
    early = Stint("1", DateSpan(ALWAYS), (version,))
    assert early.rule_on(date(2026, 3, 1)) is None
    assert early.rule_on(MONDAY) == version.rule
