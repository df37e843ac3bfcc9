"""Ordinary day shifts: grace, late, early, thresholds and how the day looks while it goes on."""

from __future__ import annotations

import pytest

from attendance.day_facts import RULES_VERSION
from tests.attendance.situations import Situation, case, judge, rule

GRACE = rule(grace_in_minutes=5)
BOTH = rule(grace_in_minutes=5, grace_out_minutes=10)


PUNCTUALITY = [
    case(
        "the guide's first test: 08:03:45 with five minutes' grace is in time",
        Situation(rule=GRACE, punches="+08:03:45 -17:00"),
        status="PRESENT",
        word="PRESENT",
        is_late=False,
        late_minutes=0,
        grace_period_applied=True,
        flagged_for_review=False,
    ),
    case(
        "to the second at the start",
        Situation(rule=GRACE, punches="+08:00 -17:00"),
        status="PRESENT",
        grace_period_applied=False,
        worked_minutes=540,
    ),
    case(
        "the last second of the grace",
        Situation(rule=GRACE, punches="+08:05:00 -17:00"),
        status="PRESENT",
        is_late=False,
        grace_period_applied=True,
    ),
    case(
        "a second beyond the grace is late, from the start of the shift",
        Situation(rule=GRACE, punches="+08:05:01 -17:00"),
        status="LATE",
        word="LATE",
        is_late=True,
        late_minutes=6,
        grace_period_applied=False,
    ),
    case(
        "a second late without grace is one minute late",
        Situation(punches="+08:00:01 -17:00"),
        status="LATE",
        late_minutes=1,
    ),
    case(
        "an hour late",
        Situation(rule=GRACE, punches="+09:00 -17:00"),
        status="LATE",
        late_minutes=60,
        worked_minutes=480,
    ),
    case(
        "ten minutes' grace instead of five",
        Situation(rule=rule(grace_in_minutes=10), punches="+08:09:59 -17:00"),
        status="PRESENT",
        grace_period_applied=True,
    ),
    case(
        "early by an hour",
        Situation(punches="+08:00 -16:00"),
        status="EARLY_EXIT",
        word="EARLY_EXIT",
        is_early_exit=True,
        early_minutes=60,
        is_late=False,
        flagged_for_review=False,
    ),
    case(
        "a minute early without grace at the end",
        Situation(rule=GRACE, punches="+08:00 -16:59"),
        status="EARLY_EXIT",
        early_minutes=1,
    ),
    case(
        "within the grace at the end",
        Situation(rule=BOTH, punches="+08:00 -16:50"),
        status="PRESENT",
        is_early_exit=False,
        early_minutes=0,
        grace_period_applied=True,
    ),
    case(
        "beyond the grace at the end",
        Situation(rule=BOTH, punches="+08:00 -16:49:59"),
        status="EARLY_EXIT",
        early_minutes=11,
    ),
    case(
        "late and early on one day: both flags, late is the single word",
        Situation(rule=GRACE, punches="+08:30 -16:00"),
        status="LATE",
        word="LATE",
        is_late=True,
        is_early_exit=True,
        late_minutes=30,
        early_minutes=60,
    ),
    case(
        "late, and in the grace at the end",
        Situation(rule=BOTH, punches="+08:30 -16:55"),
        status="LATE",
        is_early_exit=False,
        grace_period_applied=True,
    ),
    case(
        "in well before the start",
        Situation(punches="+06:30 -17:00"),
        status="PRESENT",
        late_minutes=0,
        worked_minutes=630,
    ),
    case(
        "out well after the end",
        Situation(punches="+08:00 -19:30"),
        status="PRESENT",
        early_minutes=0,
        worked_minutes=690,
        overtime_minutes=0,
    ),
    case(
        "came after the shift was over",
        Situation(punches="+17:30 -18:00"),
        status="LATE",
        late_minutes=570,
        worked_minutes=30,
    ),
    case(
        "the day keeps the version of its rules",
        Situation(punches="+08:00 -17:00"),
        rules_version=RULES_VERSION,
        due_minutes=540,
    ),
]


@pytest.mark.parametrize(("situation", "expected"), PUNCTUALITY)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
