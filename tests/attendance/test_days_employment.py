"""The edges of employment: joining and leaving dates."""

from __future__ import annotations

from datetime import date

import pytest

from tests.attendance.situations import THURSDAY, Situation, case, judge, rule

WEDNESDAY, FRIDAY = date(2026, 1, 14), date(2026, 1, 16)

EMPLOYMENT = [
    case(
        "absent on the day of joining", Situation(punches="", joined_on=THURSDAY), status="ABSENT"
    ),
    case(
        "present on the day of joining",
        Situation(punches="+08:00 -17:00", joined_on=THURSDAY),
        status="PRESENT",
    ),
    case("absent on the last day", Situation(punches="", left_on=THURSDAY), status="ABSENT"),
    case(
        "present on the last day",
        Situation(punches="+08:00 -17:00", left_on=THURSDAY),
        status="PRESENT",
    ),
    case(
        "the last night ends on the day after",
        Situation(rule=rule("22:00-06:00"), punches="+22:00 -06:00>", left_on=THURSDAY),
        status="PRESENT",
        is_scheduled=True,
        reasons=[],
    ),
    case(
        "punched before joining",
        Situation(punches="+08:00 -17:00", joined_on=FRIDAY),
        status="INCOMPLETE",
        is_scheduled=False,
        worked_minutes=540,
        overtime_minutes=0,
        reasons=["OUTSIDE_EMPLOYMENT"],
    ),
    case(
        "punched after leaving",
        Situation(punches="+09:00 -17:00", left_on=WEDNESDAY),
        status="INCOMPLETE",
        is_scheduled=False,
        is_late=False,
        reasons=["OUTSIDE_EMPLOYMENT"],
    ),
    case(
        "left on the day of joining",
        Situation(punches="+08:00 -17:00", joined_on=THURSDAY, left_on=THURSDAY),
        status="PRESENT",
    ),
]


@pytest.mark.parametrize(("situation", "expected"), EMPLOYMENT)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param(Situation(punches="", joined_on=FRIDAY), id="not joined yet"),
        pytest.param(Situation(punches="", left_on=WEDNESDAY), id="already gone"),
        pytest.param(
            Situation(punches="", left_on=WEDNESDAY, is_holiday=True), id="gone, and a holiday"
        ),
    ],
)
def test_nobody_has_a_day_outside_employment(situation: Situation) -> None:
    assert situation.derived() is None
