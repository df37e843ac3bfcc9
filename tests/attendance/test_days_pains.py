"""What people of other attendance systems complain about most, one row for each, with our answer."""

from __future__ import annotations

import pytest

from attendance.shifts import Overtime
from tests.attendance.situations import Situation, case, judge, rule

NIGHT = rule("22:00-06:00", grace_in_minutes=5)
SHANGHAI, LOS_ANGELES = "Asia/Shanghai", "America/Los_Angeles"

PAINS = [
    case(
        "a night's check-out after midnight is not the next day's, and nobody is absent",
        Situation(rule=NIGHT, punches="+21:58 -06:02>"),
        status="PRESENT",
        last_out="06:02>",
    ),
    case(
        "first in before noon is not late on a night shift",
        Situation(rule=rule("11:30-20:00"), punches="+11:29 -20:01"),
        status="PRESENT",
        is_late=False,
    ),
    case(
        "no automatic check-out at once in a zone east of UTC",
        Situation(zone=SHANGHAI, punches="+07:58", now="18:00"),
        status="INCOMPLETE",
        closed_by_rule=None,
        last_out=None,
    ),
    case(
        "nor in one west of it, where UTC's midnight is the afternoon",
        Situation(zone=LOS_ANGELES, punches="+07:58", now="16:30"),
        status="INCOMPLETE",
        closed_by_rule=None,
    ),
    case(
        "absence is not marked by UTC's midnight",
        Situation(zone=LOS_ANGELES, rule=rule("14:00-22:00"), punches="", now="17:00"),
        status="EXPECTED",
    ),
    case(
        "absence needs no second day to show",
        Situation(punches="", now="21:00"),
        status="ABSENT",
    ),
    case(
        "overtime near midnight is counted once",
        Situation(rule=rule("16:00-00:00", overtime_after=Overtime()), punches="+16:00 -00:30>"),
        overtime_minutes=30,
        worked_minutes=510,
    ),
    case(
        "a terminal without keys: first in and last out",
        Situation(punches="?07:59 ?12:30 ?12:31 ?13:05 ?17:02"),
        status="PRESENT",
        first_in="07:59",
        last_out="17:02",
    ),
    case(
        "the same arrival read three times by the door is one",
        Situation(punches="+07:58 +07:58 +07:59 -17:00"),
        status="PRESENT",
        first_in="07:58",
        reasons=[],
    ),
    case(
        "a camera that sees somebody leaving within the twelve hours moves the check-out",
        Situation(punches="?07:58 ?16:30 ?17:04"),
        status="PRESENT",
        last_out="17:04",
    ),
    case(
        "a forgotten check-out makes no day of twenty hours",
        Situation(punches="+07:58"),
        worked_minutes=542,
        closed_by_rule="SHIFT_END",
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "a long stay is paid as it was and looked at by a person",
        Situation(punches="+01:00 -18:30", rule=rule("08:00-17:00", before_minutes=480)),
        reasons=["LONG_SPAN"],
    ),
    case(
        "who came on the first day of work is not absent on the days before",
        Situation(punches="+08:00 -17:00", joined_on=Situation(punches="").day),
        status="PRESENT",
        is_scheduled=True,
    ),
    case(
        "working on a holiday is overtime and no scheduled day",
        Situation(punches="+08:00 -17:00", is_holiday=True),
        status="HOLIDAY",
        is_scheduled=False,
        overtime_minutes=540,
    ),
]


@pytest.mark.parametrize(("situation", "expected"), PAINS)
def test_pain(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
