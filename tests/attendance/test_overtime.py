"""Overtime before and after a shift."""

from __future__ import annotations

import pytest

from attendance.shifts import Overtime
from tests.attendance.situations import Situation, case, judge, rule

AFTER = rule(overtime_after=Overtime(minimum_minutes=30, cap_minutes=120))
BEFORE = rule(overtime_before=Overtime(minimum_minutes=15, cap_minutes=60))
BOTH = rule(overtime_before=Overtime(), overtime_after=Overtime(), overtime_cap_minutes=90)
MADE_UP = rule(overtime_after=Overtime(), overtime_needs_full_day=False)

OVERTIMES = [
    case(
        "stayed an hour",
        Situation(rule=AFTER, punches="+08:00 -18:00"),
        overtime_after_minutes=60,
        overtime_before_minutes=0,
        overtime_minutes=60,
    ),
    case(
        "under the minimum is none",
        Situation(rule=AFTER, punches="+08:00 -17:29"),
        overtime_minutes=0,
    ),
    case(
        "at the minimum all of it",
        Situation(rule=AFTER, punches="+08:00 -17:30"),
        overtime_minutes=30,
    ),
    case("up to the cap", Situation(rule=AFTER, punches="+08:00 -20:30"), overtime_minutes=120),
    case(
        "early arrival is no overtime where only staying is",
        Situation(rule=AFTER, punches="+06:30 -17:00"),
        overtime_minutes=0,
    ),
    case(
        "early arrival counts where it is agreed",
        Situation(rule=BEFORE, punches="+07:15 -17:00"),
        overtime_before_minutes=45,
    ),
    case(
        "early arrival up to its cap",
        Situation(rule=BEFORE, punches="+06:15 -17:00"),
        overtime_minutes=60,
    ),
    case(
        "ten minutes early is under the minimum",
        Situation(rule=BEFORE, punches="+07:50 -17:00"),
        overtime_minutes=0,
    ),
    case(
        "before and after share the day's cap, after goes first",
        Situation(rule=BOTH, punches="+07:00 -18:00"),
        overtime_after_minutes=60,
        overtime_before_minutes=30,
    ),
    case(
        "staying after a late arrival makes up for it first",
        Situation(rule=AFTER, punches="+10:00 -19:00"),
        overtime_minutes=0,
    ),
    case(
        "staying longer than the lateness counts the rest",
        Situation(rule=AFTER, punches="+09:00 -19:00"),
        overtime_minutes=60,
    ),
    case(
        "unless staying counts as it is",
        Situation(rule=MADE_UP, punches="+10:00 -19:00"),
        overtime_minutes=120,
    ),
    case(
        "early arrival does not pay for leaving early",
        Situation(rule=BEFORE, punches="+07:00 -15:00"),
        overtime_minutes=0,
        is_early_exit=True,
    ),
    case(
        "overtime of a night",
        Situation(rule=rule("22:00-06:00", overtime_after=Overtime()), punches="+22:00 -07:30>"),
        overtime_minutes=90,
    ),
    case("no overtime is agreed", Situation(punches="+06:00 -20:00"), overtime_minutes=0),
    case(
        "the break is not overtime",
        Situation(
            rule=rule(break_minutes=60, break_after_minutes=300, overtime_after=Overtime()),
            punches="+08:00 -18:00",
        ),
        worked_minutes=540,
        overtime_minutes=60,
    ),
]


@pytest.mark.parametrize(("situation", "expected"), OVERTIMES)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
