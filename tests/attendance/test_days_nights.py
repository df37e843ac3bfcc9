"""Nights, midnight and the days on which the clock changes."""

from __future__ import annotations

from datetime import date

import pytest

from attendance.shifts import Overtime
from tests.attendance.situations import Situation, case, judge, rule

NIGHT = rule("22:00-06:00", grace_in_minutes=5, grace_out_minutes=0)
MIDNIGHT = rule("00:00-08:00", grace_in_minutes=5)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
SPRING_BERLIN, AUTUMN_BERLIN = date(2026, 3, 29), date(2026, 10, 25)
SPRING_NEW_YORK, AUTUMN_NEW_YORK = date(2026, 3, 8), date(2026, 11, 1)
EVE_OF_SPRING, EVE_OF_AUTUMN = date(2026, 3, 28), date(2026, 10, 24)


def night(punches: str, **more: object) -> Situation:
    return Situation(rule=NIGHT, punches=punches, **more)  # type: ignore[arg-type]


def short_of(punches: str, **thresholds: int) -> Situation:
    own = rule("22:00-06:00", **thresholds)
    return Situation(day=EVE_OF_SPRING, zone=BERLIN, rule=own, punches=punches)


NIGHTS = [
    case(
        "night 22:00-06:00 with check-out at 06:10",
        night("+21:55 -06:10>"),
        status="PRESENT",
        is_early_exit=False,
        worked_minutes=495,
        last_out="06:10>",
    ),
    case(
        "night 22:00-06:00 with check-out at 05:40",
        night("+21:55 -05:40>"),
        status="EARLY_EXIT",
        is_early_exit=True,
        early_minutes=20,
        is_late=False,
    ),
    case("a night late", night("+22:20 -06:00>"), status="LATE", late_minutes=20),
    case(
        "a night within the grace",
        night("+22:04 -06:00>"),
        status="PRESENT",
        grace_period_applied=True,
    ),
    case("came after midnight", night("+00:30> -06:00>"), status="LATE", late_minutes=150),
    case("went before midnight", night("+22:00 -23:30"), status="EARLY_EXIT", early_minutes=390),
    case(
        "the day is the date on which the shift began",
        night("+22:00 -06:00>"),
        day=date(2026, 1, 15),
        status="PRESENT",
    ),
    case("at 03:00 the night is still on", night("+22:00", now="03:00>"), status="INCOMPLETE"),
    case("no show by 03:00 is expected", night("", now="03:00>"), status="EXPECTED"),
    case("no show when the window is over", night("", now="10:00>"), status="ABSENT"),
    case(
        "a night in Kolkata is no overtime",
        Situation(
            rule=rule("22:00-06:00", overtime_before=Overtime(), overtime_after=Overtime()),
            punches="+22:00 -06:00>",
        ),
        overtime_minutes=0,
        worked_minutes=480,
    ),
    case(
        "a night without directions",
        night("?21:58 ?02:00> ?06:03>"),
        status="PRESENT",
        first_in="21:58",
        last_out="06:03>",
        worked_minutes=485,
    ),
    case(
        "late and early in one night",
        night("+23:00 -05:00>"),
        status="LATE",
        is_early_exit=True,
        late_minutes=60,
        early_minutes=60,
    ),
]

AROUND_MIDNIGHT = [
    case(
        "shift from 00:00, arrival 23:50 the evening before",
        Situation(rule=MIDNIGHT, punches="+23:50< -08:00"),
        status="PRESENT",
        is_late=False,
        worked_minutes=490,
        day=date(2026, 1, 15),
    ),
    case(
        "shift from 00:00, arrival 00:03",
        Situation(rule=MIDNIGHT, punches="+00:03 -08:00"),
        status="PRESENT",
        grace_period_applied=True,
    ),
    case(
        "shift from 00:00, arrival 00:10",
        Situation(rule=MIDNIGHT, punches="+00:10 -08:00"),
        status="LATE",
        late_minutes=10,
    ),
    case(
        "shift that ends at midnight",
        Situation(rule=rule("16:00-00:00"), punches="+15:59 -00:05>"),
        status="PRESENT",
        worked_minutes=486,
    ),
    case(
        "shift that ends at midnight, out at 23:50",
        Situation(rule=rule("16:00-00:00"), punches="+15:59 -23:50"),
        status="EARLY_EXIT",
        early_minutes=10,
    ),
    case(
        "a shift around the clock",
        Situation(rule=rule("08:00-08:00", longest_span_minutes=1500), punches="+08:00 -08:00>"),
        status="PRESENT",
        worked_minutes=1440,
        reasons=[],
    ),
]

CLOCK_CHANGES = [
    case(
        "Berlin, day of 23 hours, day shift",
        Situation(day=SPRING_BERLIN, zone=BERLIN, punches="+08:00 -17:00"),
        status="PRESENT",
        worked_minutes=540,
        due_minutes=540,
    ),
    case(
        "Berlin, night into the day of 23 hours has seven",
        Situation(day=EVE_OF_SPRING, zone=BERLIN, rule=NIGHT, punches="+22:00 -06:00>"),
        status="PRESENT",
        worked_minutes=420,
        due_minutes=420,
    ),
    case(
        "Berlin, night into the day of 25 hours has nine",
        Situation(day=EVE_OF_AUTUMN, zone=BERLIN, rule=NIGHT, punches="+22:00 -06:00>"),
        status="PRESENT",
        worked_minutes=540,
        due_minutes=540,
    ),
    case(
        "Berlin, the whole of a night of seven hours is no half day",
        short_of("+22:00 -06:00>", half_day_below_minutes=450),
        status="PRESENT",
    ),
    case(
        "Berlin, who left that night before the clocks did, went early",
        short_of("+22:00 -01:30>", half_day_below_minutes=240, absent_below_minutes=120),
        status="HALF_DAY",
    ),
    case(
        "Berlin, an hour that comes twice is worked as any other",
        Situation(
            day=EVE_OF_AUTUMN,
            zone=BERLIN,
            rule=rule("22:00-06:00", half_day_below_minutes=300, absent_below_minutes=120),
            punches="+22:00 -02:30*>",
        ),
        status="EARLY_EXIT",
        worked_minutes=330,
    ),
    case(
        "Berlin, overtime is not made by the clock",
        Situation(
            day=EVE_OF_AUTUMN,
            zone=BERLIN,
            rule=rule("22:00-06:00", overtime_after=Overtime()),
            punches="+22:00 -06:00>",
        ),
        overtime_minutes=0,
    ),
    case(
        "Berlin, out at the second 02:30 of a night to 02:30 is half past two, an hour late",
        Situation(
            day=EVE_OF_AUTUMN,
            zone=BERLIN,
            rule=rule("20:00-02:30", overtime_after=Overtime()),
            punches="+20:00 -02:30*>",
        ),
        worked_minutes=450,
        overtime_minutes=60,
        status="PRESENT",
    ),
    case(
        "Berlin, shift from the skipped 02:30 begins at 03:30",
        Situation(
            day=SPRING_BERLIN, zone=BERLIN, rule=rule("02:30-10:00"), punches="+03:30 -10:00"
        ),
        status="PRESENT",
        is_late=False,
        due_minutes=390,
    ),
    case(
        "Berlin, shift from the doubled 02:30 begins at its first turn",
        Situation(
            day=AUTUMN_BERLIN, zone=BERLIN, rule=rule("02:30-10:00"), punches="+02:30* -10:00"
        ),
        status="LATE",
        late_minutes=60,
        due_minutes=510,
    ),
    case(
        "New York, night into the day of 23 hours",
        Situation(day=date(2026, 3, 7), zone=NEW_YORK, rule=NIGHT, punches="+22:00 -06:00>"),
        worked_minutes=420,
        status="PRESENT",
    ),
    case(
        "New York, night into the day of 25 hours",
        Situation(day=date(2026, 10, 31), zone=NEW_YORK, rule=NIGHT, punches="+22:00 -06:00>"),
        worked_minutes=540,
        status="PRESENT",
    ),
    case(
        "New York, shift from 00:00 on the day of 23 hours",
        Situation(day=SPRING_NEW_YORK, zone=NEW_YORK, rule=MIDNIGHT, punches="+23:50< -08:00"),
        status="PRESENT",
        worked_minutes=430,
        due_minutes=420,
    ),
    case(
        "New York, shift from 00:00 on the day of 25 hours",
        Situation(day=AUTUMN_NEW_YORK, zone=NEW_YORK, rule=MIDNIGHT, punches="+23:50< -08:00"),
        status="PRESENT",
        worked_minutes=550,
        due_minutes=540,
    ),
    case(
        "New York, twenty minutes early after the change",
        Situation(day=date(2026, 10, 31), zone=NEW_YORK, rule=NIGHT, punches="+22:00 -05:40>"),
        status="EARLY_EXIT",
        early_minutes=20,
    ),
]


@pytest.mark.parametrize(("situation", "expected"), [*NIGHTS, *AROUND_MIDNIGHT, *CLOCK_CHANGES])
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
