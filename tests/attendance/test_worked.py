"""Breaks, pairs and rounding."""

from __future__ import annotations

import pytest

from attendance.durations import Rounding
from attendance.shifts import Overtime
from attendance.vocabulary import RoundingMode, WorkedBasis
from tests.attendance.situations import Situation, case, judge, rule

PAIRS = WorkedBasis.PAIRS
BREAK = rule(break_minutes=60, break_after_minutes=300)
CLOCKED_BREAK = rule(worked_basis=PAIRS, break_minutes=60, break_after_minutes=300)

BREAKS = [
    case(
        "break off a full day",
        Situation(rule=BREAK, punches="+08:00 -17:00"),
        worked_minutes=480,
        due_minutes=480,
    ),
    case(
        "no break off a short day",
        Situation(rule=BREAK, punches="+08:00 -13:00"),
        worked_minutes=300,
    ),
    case(
        "a minute more never makes less",
        Situation(rule=BREAK, punches="+08:00 -13:20"),
        worked_minutes=300,
    ),
    case(
        "the break is whole after six hours",
        Situation(rule=BREAK, punches="+08:00 -14:00"),
        worked_minutes=300,
    ),
    case(
        "half a break clocked out counts towards it",
        Situation(rule=CLOCKED_BREAK, punches="+08:00 -12:00 +12:30 -17:00"),
        worked_minutes=480,
    ),
    case(
        "a longer break clocked out is not paid",
        Situation(rule=CLOCKED_BREAK, punches="+08:00 -12:00 +13:30 -17:00"),
        worked_minutes=450,
    ),
]

BASES = [
    case(
        "first in to last out spans the lunch out",
        Situation(punches="+08:00 -12:00 +13:00 -17:00"),
        worked_minutes=540,
    ),
    case(
        "pairs leave the lunch out",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -12:00 +13:00 -17:00"),
        worked_minutes=480,
    ),
    case(
        "pairs without directions alternate",
        Situation(rule=rule(worked_basis=PAIRS), punches="?08:00 ?12:00 ?13:00 ?17:00"),
        worked_minutes=480,
    ),
    case(
        "an odd sighting closes nothing twice",
        Situation(rule=rule(worked_basis=PAIRS), punches="?08:00 ?12:00 ?17:00"),
        worked_minutes=240,
        reasons=["MISSED_RETURN"],
    ),
    case(
        "time after a coming back that nobody saw is not lost in silence",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -12:00 -17:00"),
        worked_minutes=240,
        reasons=["MISSED_RETURN"],
    ),
    case(
        "nor is it in the middle of the day",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -10:00 -12:00 +13:00 -17:00"),
        worked_minutes=360,
        reasons=["MISSED_RETURN"],
    ),
    case(
        "two doors on the way out are one leaving",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -17:00 -17:20 -17:45"),
        worked_minutes=540,
        reasons=[],
    ),
    case(
        "from first in to last out nothing is lost",
        Situation(punches="+08:00 -12:00 -17:00"),
        worked_minutes=540,
        reasons=[],
    ),
    case(
        "camera repeats are no pairs",
        Situation(
            rule=rule(worked_basis=PAIRS), punches="?08:00 ?08:01 ?12:00 ?12:02 ?13:00 ?17:00"
        ),
        worked_minutes=480,
    ),
    case(
        "two check-outs close one pair",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -12:00 -12:01 +13:00 -17:00"),
        worked_minutes=480,
    ),
    case(
        "two check-ins open one pair",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 +08:30 -12:00 +13:00 -17:00"),
        worked_minutes=480,
    ),
    case(
        "a lunch whose check-out was missed is not paid in silence",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 +13:00 -17:00"),
        worked_minutes=540,
        reasons=["UNCLEAR_PAIRS"],
    ),
    case(
        "nor is it beside another break, and without a check-out",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -10:00 +10:15 +13:00"),
        worked_minutes=525,
        reasons=["MISSED_CHECK_OUT", "UNCLEAR_PAIRS"],
    ),
    case(
        "a door read twice is one coming",
        Situation(
            rule=rule(worked_basis=PAIRS), punches="+08:00 +08:04 +08:08 -12:00 +13:00 -17:00"
        ),
        worked_minutes=480,
        reasons=[],
    ),
    case(
        "a stay of minutes where no door says which way turns the day about",
        Situation(rule=rule(worked_basis=PAIRS), punches="?08:00 ?08:06 ?16:50 ?17:00"),
        worked_minutes=16,
        reasons=["UNCLEAR_PAIRS"],
    ),
    case(
        "a stay of minutes between doors that say so is one",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -08:06 +09:00 -17:00"),
        worked_minutes=486,
        reasons=[],
    ),
    case(
        "from first in to last out a second coming changes nothing",
        Situation(punches="+08:00 +13:00 -17:00"),
        worked_minutes=540,
        reasons=[],
    ),
    case(
        "a pair left open is closed by rule",
        Situation(rule=rule(worked_basis=PAIRS), punches="+08:00 -12:00 +13:00"),
        worked_minutes=480,
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "pairs of a night",
        Situation(
            rule=rule("22:00-06:00", worked_basis=PAIRS), punches="+22:00 -02:00> +02:30> -06:00>"
        ),
        worked_minutes=450,
    ),
    case("seconds are dropped", Situation(punches="+08:03:45 -17:00"), worked_minutes=536),
    case(
        "longer than any shift should be",
        Situation(rule=rule(longest_span_minutes=600), punches="+08:00 -18:01"),
        reasons=["LONG_SPAN"],
    ),
    case(
        "as long as allowed",
        Situation(rule=rule(longest_span_minutes=600), punches="+08:00 -18:00"),
        reasons=[],
    ),
]

ROUNDINGS = [
    case(
        "up leaves whole steps alone",
        Situation(
            rule=rule(rounding=Rounding(step_minutes=15, mode=RoundingMode.UP)),
            punches="+08:00 -16:45",
        ),
        worked_minutes=525,
    ),
    case(
        "down to a quarter of an hour",
        Situation(rule=rule(rounding=Rounding(step_minutes=15)), punches="+08:00 -16:59"),
        worked_minutes=525,
    ),
    case(
        "to the nearest quarter, under half",
        Situation(
            rule=rule(rounding=Rounding(step_minutes=15, mode=RoundingMode.NEAREST)),
            punches="+08:00 -16:52",
        ),
        worked_minutes=525,
    ),
    case(
        "to the nearest quarter, over half",
        Situation(
            rule=rule(rounding=Rounding(step_minutes=15, mode=RoundingMode.NEAREST)),
            punches="+08:00 -16:53",
        ),
        worked_minutes=540,
    ),
    case(
        "up to a quarter of an hour",
        Situation(
            rule=rule(rounding=Rounding(step_minutes=15, mode=RoundingMode.UP)),
            punches="+08:00 -16:46",
        ),
        worked_minutes=540,
    ),
    case(
        "overtime is rounded as work is",
        Situation(
            rule=rule(rounding=Rounding(step_minutes=30), overtime_after=Overtime()),
            punches="+08:00 -18:29",
        ),
        overtime_minutes=60,
    ),
    case(
        "rounding up stays under the cap",
        Situation(
            rule=rule(
                rounding=Rounding(step_minutes=60, mode=RoundingMode.UP),
                overtime_after=Overtime(cap_minutes=90),
            ),
            punches="+08:00 -18:20",
        ),
        overtime_minutes=90,
    ),
]


@pytest.mark.parametrize(("situation", "expected"), [*BREAKS, *BASES, *ROUNDINGS])
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
