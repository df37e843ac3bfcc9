"""Leave, holidays, weekly offs, and the edges of employment."""

from __future__ import annotations

from datetime import date

import pytest

from attendance.vocabulary import Leave
from tests.attendance.situations import Situation, case, judge, rule

WEDNESDAY, FRIDAY = date(2026, 1, 14), date(2026, 1, 16)
STRICT = rule(grace_in_minutes=5, half_day_below_minutes=400, absent_below_minutes=200)
FIRST, SECOND = Leave.FIRST_HALF, Leave.SECOND_HALF

LEAVE = [
    case(
        "on leave",
        Situation(punches="", leave=Leave.FULL),
        status="ON_LEAVE",
        word="ABSENT",
        is_scheduled=True,
        flagged_for_review=False,
    ),
    case(
        "leave is known beforehand",
        Situation(punches="", leave=Leave.FULL, now="05:00"),
        status="ON_LEAVE",
    ),
    case(
        "came in spite of leave",
        Situation(punches="+08:30 -12:00", leave=Leave.FULL),
        status="ON_LEAVE",
        is_late=False,
        worked_minutes=210,
        overtime_minutes=0,
        reasons=["WORKED_ON_LEAVE"],
    ),
    case(
        "first half leave: due at half past twelve",
        Situation(punches="+12:30 -17:00", leave=FIRST),
        status="HALF_DAY",
        word="PRESENT",
        is_late=False,
        due_minutes=270,
        worked_minutes=270,
    ),
    case(
        "first half leave, within the grace",
        Situation(rule=STRICT, punches="+12:34 -17:00", leave=FIRST),
        status="HALF_DAY",
        is_late=False,
        grace_period_applied=True,
    ),
    case(
        "first half leave, late for the second",
        Situation(rule=STRICT, punches="+12:50 -17:00", leave=FIRST),
        status="HALF_DAY",
        word="LATE",
        late_minutes=20,
    ),
    case(
        "second half leave: may go at half past twelve",
        Situation(punches="+08:00 -12:30", leave=SECOND),
        status="HALF_DAY",
        word="PRESENT",
        is_early_exit=False,
    ),
    case(
        "second half leave, gone before",
        Situation(punches="+08:00 -12:00", leave=SECOND),
        status="HALF_DAY",
        word="EARLY_EXIT",
        early_minutes=30,
    ),
    case(
        "second half leave, late in the morning",
        Situation(punches="+08:15 -12:30", leave=SECOND),
        status="HALF_DAY",
        is_late=True,
        late_minutes=15,
    ),
    case(
        "half leave halves the absence threshold",
        Situation(rule=STRICT, punches="+10:50 -12:30", leave=SECOND),
        status="HALF_DAY",
        worked_minutes=100,
    ),
    case(
        "half leave, under half the absence threshold",
        Situation(rule=STRICT, punches="+10:51 -12:30", leave=SECOND),
        status="ABSENT",
        worked_minutes=99,
        reasons=["TOO_SHORT"],
    ),
    case(
        "half leave and nobody came for the other half",
        Situation(punches="", leave=SECOND),
        status="ABSENT",
        leave=SECOND,
    ),
    case(
        "half leave, still expected",
        Situation(punches="", leave=FIRST, now="12:00"),
        status="EXPECTED",
    ),
    case(
        "second half leave with a missed check-out is closed at the middle",
        Situation(punches="+08:00", leave=SECOND),
        status="HALF_DAY",
        last_out="12:30",
        worked_minutes=270,
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "second half leave, and worked on into it",
        Situation(punches="+08:00 -17:00", leave=SECOND),
        status="HALF_DAY",
        worked_minutes=540,
        reasons=["WORKED_ON_LEAVE"],
    ),
    case(
        "first half leave, and came for it",
        Situation(punches="+08:00 -17:00", leave=FIRST),
        status="HALF_DAY",
        reasons=["WORKED_ON_LEAVE"],
    ),
    case(
        "half leave, a few minutes about the middle are none of it",
        Situation(punches="+08:00 -13:00", leave=SECOND),
        status="HALF_DAY",
        reasons=[],
    ),
    case(
        "first half leave, and stayed after the end",
        Situation(punches="+12:30 -18:00", leave=FIRST),
        status="HALF_DAY",
        reasons=[],
    ),
    case(
        "first half leave of a night ends at two",
        Situation(rule=rule("22:00-06:00"), punches="+02:00> -06:00>", leave=FIRST),
        status="HALF_DAY",
        is_late=False,
        due_minutes=240,
    ),
]

OFFS = [
    case(
        "holiday",
        Situation(punches="", is_holiday=True),
        status="HOLIDAY",
        is_scheduled=False,
        due_minutes=0,
        flagged_for_review=False,
    ),
    case(
        "weekly off",
        Situation(punches="", is_weekly_off=True),
        status="WEEKLY_OFF",
        is_scheduled=False,
    ),
    case(
        "holiday on a weekly off",
        Situation(punches="", is_holiday=True, is_weekly_off=True),
        status="HOLIDAY",
    ),
    case(
        "leave is not used up on a holiday",
        Situation(punches="", is_holiday=True, leave=Leave.FULL),
        status="HOLIDAY",
    ),
    case(
        "holiday needs no devices",
        Situation(punches="", is_holiday=True, reported_until="07:00"),
        status="HOLIDAY",
        reasons=[],
    ),
    case(
        "worked on a holiday: all of it overtime, never late",
        Situation(punches="+10:00 -15:00", is_holiday=True),
        status="HOLIDAY",
        word="PRESENT",
        is_late=False,
        is_early_exit=False,
        worked_minutes=300,
        overtime_minutes=300,
        reasons=["WORKED_ON_DAY_OFF"],
    ),
    case(
        "worked on a weekly off up to the cap",
        Situation(rule=rule(overtime_cap_minutes=240), punches="+08:00 -17:00", is_weekly_off=True),
        overtime_minutes=240,
        worked_minutes=540,
    ),
    case(
        "worked on a weekly off where that is no overtime",
        Situation(
            rule=rule(overtime_on_days_off=False), punches="+08:00 -17:00", is_weekly_off=True
        ),
        overtime_minutes=0,
        worked_minutes=540,
    ),
    case(
        "missed check-out on a holiday earns nothing by itself",
        Situation(punches="+08:00", is_holiday=True),
        overtime_minutes=0,
        reasons=["WORKED_ON_DAY_OFF", "MISSED_CHECK_OUT"],
    ),
]


@pytest.mark.parametrize(("situation", "expected"), [*LEAVE, *OFFS])
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
