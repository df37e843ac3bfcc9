"""Days with missing punches."""

from __future__ import annotations

import pytest

from attendance.shifts import Overtime
from attendance.vocabulary import ClosedBy
from tests.attendance.situations import Situation, case, judge, rule

LAST_SIGHTING = rule(missed_out_closes_at=ClosedBy.LAST_SIGHTING)
NIGHT = rule("22:00-06:00")

MISSED = [
    case(
        "sightings close together at the end are one way out",
        Situation(punches="?16:30 ?17:00"),
        first_in=None,
        last_out="17:00",
        reasons=["MISSED_CHECK_IN"],
    ),
    case(
        "the last quarter of the shift begins",
        Situation(rule=rule("08:00-16:00"), punches="?14:00"),
        first_in=None,
        last_out="14:00",
        reasons=["MISSED_CHECK_IN", "EARLY_BY_SIGHTING"],
    ),
    case(
        "a second before the last quarter",
        Situation(rule=rule("08:00-16:00"), punches="?13:59:59"),
        first_in="13:59:59",
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "seen leaving after a lone check-out",
        Situation(punches="-17:00 ?17:02"),
        first_in=None,
        last_out="17:02",
        reasons=["MISSED_CHECK_IN"],
    ),
    case(
        "missed check-out is closed at the shift's end, marked and flagged",
        Situation(punches="+08:00"),
        status="PRESENT",
        last_out="17:00",
        closed_by_rule=ClosedBy.SHIFT_END,
        worked_minutes=540,
        flagged_for_review=True,
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "missed check-out of a late arrival stays late",
        Situation(punches="+09:00"),
        status="LATE",
        late_minutes=60,
        worked_minutes=480,
        is_early_exit=False,
    ),
    case(
        "missed check-out of a night",
        Situation(rule=NIGHT, punches="+22:00"),
        status="PRESENT",
        last_out="06:00>",
        closed_by_rule=ClosedBy.SHIFT_END,
    ),
    case(
        "missed check-out closed at the last sighting",
        Situation(rule=LAST_SIGHTING, punches="+08:00 +15:00"),
        last_out="15:00",
        closed_by_rule=ClosedBy.LAST_SIGHTING,
        worked_minutes=420,
        is_early_exit=False,
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "missed check-out, one sighting only: nothing was worked for sure",
        Situation(rule=LAST_SIGHTING, punches="+08:00"),
        last_out="08:00",
        worked_minutes=0,
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "missed check-out is not closed while the window is open",
        Situation(punches="+08:00", now="20:00"),
        status="INCOMPLETE",
        closed_by_rule=None,
        last_out=None,
        reasons=[],
    ),
    case(
        "a rule's check-out earns no overtime",
        Situation(
            rule=rule(missed_out_closes_at=ClosedBy.LAST_SIGHTING, overtime_after=Overtime()),
            punches="+08:00 +19:00",
        ),
        overtime_minutes=0,
        closed_by_rule=ClosedBy.LAST_SIGHTING,
    ),
    case(
        "came after the end and missed the check-out",
        Situation(punches="+18:00"),
        last_out="18:00",
        worked_minutes=0,
        status="LATE",
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "back from lunch and missed the check-out",
        Situation(punches="+08:00 -12:00 +12:40"),
        last_out="17:00",
        closed_by_rule=ClosedBy.SHIFT_END,
        is_early_exit=False,
    ),
    case(
        "missed check-in: a person must say when",
        Situation(punches="-17:00"),
        status="INCOMPLETE",
        word="PRESENT",
        first_in=None,
        last_out="17:00",
        worked_minutes=0,
        is_late=False,
        reasons=["MISSED_CHECK_IN"],
    ),
    case(
        "missed check-in, seen without a direction at the end",
        Situation(punches="?16:58 ?17:04"),
        status="INCOMPLETE",
        first_in=None,
        last_out="17:04",
        reasons=["MISSED_CHECK_IN"],
    ),
    case(
        "a single sighting in the middle is an arrival",
        Situation(punches="?13:00"),
        status="LATE",
        first_in="13:00",
        late_minutes=300,
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "yesterday's check-out in the window before the start does not end today",
        Situation(punches="-06:05 +07:55 -17:00"),
        status="PRESENT",
        first_in="07:55",
        last_out="17:00",
        reasons=[],
    ),
    case(
        "a check-out at noon before the first check-in tells of a coming that nobody saw",
        Situation(punches="-12:00 +13:00 -17:00"),
        status="LATE",
        late_minutes=300,
        worked_minutes=240,
        reasons=["MISSED_CHECK_IN"],
    ),
    case(
        "the wrong button, put right at once, tells of none",
        Situation(punches="-08:01 +08:02 -17:00"),
        status="LATE",
        reasons=[],
    ),
    case(
        "a check-out before any check-in, then a check-in: still there",
        Situation(punches="-06:30 +07:58", now="10:00"),
        status="INCOMPLETE",
        first_in="07:58",
        last_out=None,
    ),
]


@pytest.mark.parametrize(("situation", "expected"), MISSED)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
