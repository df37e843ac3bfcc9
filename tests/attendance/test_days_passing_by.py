"""What a sighting without a direction says about the way out, beside doors that do say which way."""

from __future__ import annotations

import pytest

from attendance.shifts import Overtime
from attendance.vocabulary import ClosedBy, Leave, WorkedBasis
from tests.attendance.situations import Situation, case, judge, rule

MISSED = ["MISSED_CHECK_OUT"]
LAST = rule(missed_out_closes_at=ClosedBy.LAST_SIGHTING)
OVERTIME = rule(overtime_after=Overtime(minimum_minutes=30))
GRACE = rule(grace_out_minutes=15)
PAIRS = rule(worked_basis=WorkedBasis.PAIRS)
NIGHT = rule("22:00-06:00")

WITHIN_THE_SHIFT = [
    case(
        "seen in a corridor at noon, never out: closed at the shift's end",
        Situation(punches="+08:00 ?12:30"),
        status="PRESENT",
        last_out="17:00",
        last_seen="12:30",
        closed_by_rule=ClosedBy.SHIFT_END,
        is_early_exit=False,
        worked_minutes=540,
        reasons=MISSED,
    ),
    case(
        "the same where a shift closes at the last sighting",
        Situation(rule=LAST, punches="+08:00 ?12:30"),
        status="PRESENT",
        last_out="12:30",
        closed_by_rule=ClosedBy.LAST_SIGHTING,
        is_early_exit=False,
        worked_minutes=270,
        reasons=MISSED,
    ),
    case(
        "seen all day long, a minute before the earliest check-out last",
        Situation(rule=GRACE, punches="+08:00 ?09:10 ?12:30 ?16:44"),
        last_out="17:00",
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=MISSED,
    ),
    case(
        "late, and then only seen: late it stays, early it is not",
        Situation(punches="+08:40 ?12:30"),
        status="LATE",
        is_early_exit=False,
        last_out="17:00",
        reasons=MISSED,
    ),
    case(
        "seen in the night, never out",
        Situation(rule=NIGHT, punches="+22:00 ?02:10>"),
        status="PRESENT",
        last_out="06:00>",
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=MISSED,
    ),
    case(
        "back from lunch unread, and seen since",
        Situation(punches="+08:00 -12:00 ?12:45"),
        status="PRESENT",
        last_out="17:00",
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=MISSED,
    ),
    case(
        "the second half is leave: closed at its middle",
        Situation(punches="+08:00 ?10:00", leave=Leave.SECOND_HALF),
        last_out="12:30",
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=MISSED,
    ),
    case(
        "pairs: a corridor ends no stay",
        Situation(rule=PAIRS, punches="+08:00 -12:00 +13:00 ?15:00"),
        worked_minutes=480,
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=MISSED,
    ),
    case(
        "pairs: nor one before a check-out",
        Situation(rule=PAIRS, punches="+08:00 ?10:00 -17:00"),
        worked_minutes=540,
        reasons=[],
    ),
    case(
        "pairs: nor several before the last sighting at the way out",
        Situation(rule=PAIRS, punches="+08:00 ?10:00 ?15:00 ?17:05"),
        worked_minutes=545,
        reasons=[],
    ),
    case(
        "pairs: seen on the way out, nobody has come back",
        Situation(rule=PAIRS, punches="+08:00 -12:00 ?12:10 +13:00 -17:00"),
        worked_minutes=480,
        reasons=[],
    ),
    case(
        "pairs: seen within where nobody saw them come back",
        Situation(rule=PAIRS, punches="+08:00 -12:00 ?13:00 -17:00"),
        worked_minutes=480,
        reasons=[],
    ),
    case(
        "while the window is open nobody is out",
        Situation(punches="+08:00 ?12:30", now="13:00"),
        status="INCOMPLETE",
        last_out=None,
        reasons=[],
    ),
    case(
        "a check-out that came as one is an early exit all the same",
        Situation(punches="+08:00 ?12:00 -12:30"),
        status="EARLY_EXIT",
        last_out="12:30",
        closed_by_rule=None,
        reasons=[],
    ),
    case(
        "seen on the way from the terminal to the gate after leaving early",
        Situation(punches="+08:00 -12:30 ?12:41"),
        status="EARLY_EXIT",
        last_out="12:41",
        closed_by_rule=None,
        reasons=[],
    ),
    case(
        "at once, while the window is open",
        Situation(punches="+08:00 -12:30 ?12:41", now="12:42"),
        status="EARLY_EXIT",
        last_out="12:41",
    ),
]

ABOUT_THE_END = [
    case(
        "in by badge, out past a camera that says no direction",
        Situation(punches="+08:00 ?17:05"),
        status="PRESENT",
        last_out="17:05",
        closed_by_rule=None,
        reasons=[],
    ),
    case(
        "within the grace before the end",
        Situation(rule=GRACE, punches="+08:00 ?16:45"),
        status="PRESENT",
        last_out="16:45",
        grace_period_applied=True,
        reasons=[],
    ),
    case(
        "half an hour after the end",
        Situation(punches="+08:00 ?12:30 ?17:30"),
        last_out="17:30",
        closed_by_rule=None,
        reasons=[],
    ),
    case(
        "out for lunch, back unread, out past the camera",
        Situation(punches="+08:00 -12:00 ?17:05"),
        status="PRESENT",
        last_out="17:05",
        reasons=[],
    ),
]

AFTER_THE_SHIFT = [
    case(
        "seen long after the end, never out: no overtime by a corridor",
        Situation(rule=OVERTIME, punches="+08:00 ?19:30"),
        status="PRESENT",
        last_out="17:00",
        last_seen="19:30",
        closed_by_rule=ClosedBy.SHIFT_END,
        overtime_minutes=0,
        reasons=MISSED,
    ),
    case(
        "seen long after the end, where a shift closes at the last sighting: no overtime either",
        Situation(
            rule=rule(missed_out_closes_at=ClosedBy.LAST_SIGHTING, overtime_after=Overtime()),
            punches="+08:00 ?19:30",
        ),
        last_out="19:30",
        closed_by_rule=ClosedBy.LAST_SIGHTING,
        overtime_minutes=0,
        reasons=MISSED,
    ),
    case(
        "checked out at the end and seen long after it: the check-out stands",
        Situation(rule=OVERTIME, punches="+08:00 -17:00 ?19:30"),
        status="PRESENT",
        last_out="17:00",
        last_seen="19:30",
        closed_by_rule=None,
        overtime_minutes=0,
        reasons=[],
    ),
    case(
        "out for lunch, and seen again long after the end only",
        Situation(punches="+08:00 -12:00 ?19:30"),
        last_out="17:00",
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=MISSED,
    ),
]

NO_DOOR_SAYS_WHICH_WAY = [
    case(
        "seen last at noon by the only camera: early, flagged",
        Situation(punches="?08:00 ?12:30"),
        status="EARLY_EXIT",
        last_out="12:30",
        reasons=["EARLY_BY_SIGHTING"],
    ),
    case(
        "seen last long after the end by the only camera: overtime",
        Situation(rule=OVERTIME, punches="?08:00 ?19:30"),
        status="PRESENT",
        last_out="19:30",
        overtime_minutes=150,
        reasons=[],
    ),
]

ALL = [*WITHIN_THE_SHIFT, *ABOUT_THE_END, *AFTER_THE_SHIFT, *NO_DOOR_SAYS_WHICH_WAY]


@pytest.mark.parametrize(("situation", "expected"), ALL)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
