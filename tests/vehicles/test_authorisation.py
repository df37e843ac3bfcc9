"""Validity and hours of authorised vehicles, on the site's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from vehicles.authorisation import EVERY_DAY, Authorisation, Hours, Standing, parse_hours

KOLKATA = ZoneInfo("Asia/Kolkata")
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=KOLKATA)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the week that begins on Monday, 23 November 2026 (day 0)."""
    return datetime(2026, 11, 23 + day, hour, minute, tzinfo=KOLKATA)


HOURS = [
    ("first minute", "06:00-22:00", at(0, 6), True),
    ("the minute before", "06:00-22:00", at(0, 5, 59), False),
    ("last minute", "06:00-22:00", at(0, 21, 59), True),
    ("the end itself", "06:00-22:00", at(0, 22), False),
    ("on Saturday", "Mon-Sat 06:00-22:00", at(5, 12), True),
    ("on Sunday", "Mon-Sat 06:00-22:00", at(6, 12), False),
    ("a second window", "Mon-Sat 06:00-22:00, Sun 08:00-12:00", at(6, 9), True),
    ("over the week's end, Monday", "Sat-Mon 08:00-12:00", at(0, 9), True),
    ("over the week's end, Tuesday", "Sat-Mon 08:00-12:00", at(1, 9), False),
    ("night, evening", "Mon 22:00-06:00", at(0, 23), True),
    ("night, next morning", "Mon 22:00-06:00", at(1, 5), True),
    ("night, the morning before", "Mon 22:00-06:00", at(0, 5), False),
    ("night, next evening", "Mon 22:00-06:00", at(1, 23), False),
    ("Sunday night into Monday", "Sun 22:00-06:00", at(0, 5), True),
    ("to midnight", "mon 18:00-24:00", at(0, 23, 59), True),
    ("past midnight", "mon 18:00-24:00", at(1, 0), False),
    ("around the clock", "Tue 00:00-24:00", at(1, 3), True),
    ("none given", "", at(6, 3), True),
]


@pytest.mark.parametrize(("label", "text", "now", "inside"), HOURS, ids=[row[0] for row in HOURS])
def test_hours(label: str, text: str, now: datetime, *, inside: bool) -> None:
    authorisation = Authorisation(hours=parse_hours(text))
    expected = Standing.CURRENT if inside else Standing.OUTSIDE_HOURS
    assert authorisation.standing(now, KOLKATA) is expected


def test_hours_are_of_the_sites_zone_whatever_zone_the_time_is_in() -> None:
    authorisation = Authorisation(hours=parse_hours("06:00-07:00"))
    now = datetime(2026, 11, 23, 0, 45, tzinfo=UTC)
    assert authorisation.standing(now, KOLKATA) is Standing.CURRENT
    assert authorisation.standing(now, UTC) is Standing.OUTSIDE_HOURS


@pytest.mark.parametrize(
    ("label", "first", "last", "standing"),
    [
        ("open", None, None, Standing.CURRENT),
        ("from now", MONDAY_NOON, None, Standing.CURRENT),
        ("from later", at(0, 13), None, Standing.NOT_YET_VALID),
        ("until later", None, at(0, 13), Standing.CURRENT),
        ("until now", None, MONDAY_NOON, Standing.EXPIRED),
    ],
)
def test_validity(
    label: str, first: datetime | None, last: datetime | None, standing: Standing
) -> None:
    assert Authorisation(first, last).standing(MONDAY_NOON, KOLKATA) is standing


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Authorisation().standing(datetime(2026, 11, 23, 12, 0), KOLKATA)


def test_windows_are_parsed() -> None:
    assert parse_hours(" mon-wed 6:00-14:30 , 22:00 - 06:00") == (
        Hours(time(6), time(14, 30), frozenset({0, 1, 2})),
        Hours(time(22), time(6), EVERY_DAY),
    )


@pytest.mark.parametrize("text", ["Mon", "25:00-26:00", "Mot 06:00-22:00", "6-22", "Mon-06:00"])
def test_a_faulty_window_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=f'^"{text}"'):
        parse_hours(f"Sun 08:00-12:00, {text}")
