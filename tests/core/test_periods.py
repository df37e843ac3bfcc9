"""Which periods have closed, in zones that jump and zones that are half an hour off."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.core.periods import (
    LOOKBACK,
    Cadence,
    Daily,
    EveryMinutes,
    Hourly,
    Monthly,
    closed_periods,
    next_boundary,
)

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
KOLKATA = ZoneInfo("Asia/Kolkata")
UTC_ZONE = ZoneInfo("UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NEWEST = [
    # label, cadence, zone, now, start, end
    (
        "the hour that just closed",
        Hourly(),
        UTC_ZONE,
        "2026-06-10 14:00",
        "06-10 13:00",
        "06-10 14:00",
    ),
    ("not the open hour", Hourly(), UTC_ZONE, "2026-06-10 14:59", "06-10 13:00", "06-10 14:00"),
    ("half-hour zones", Hourly(), KOLKATA, "2026-06-10 14:31", "06-10 13:30", "06-10 14:30"),
    ("03:00 local", Daily(time(3)), KOLKATA, "2026-06-10 22:00", "06-09 21:30", "06-10 21:30"),
    (
        "before 03:00 yesterday's",
        Daily(time(3)),
        UTC_ZONE,
        "2026-06-10 02:59",
        "06-08 03:00",
        "06-09 03:00",
    ),
    ("the day of 23 hours", Daily(), BERLIN, "2026-03-29 22:30", "03-28 23:00", "03-29 22:00"),
    ("the day of 25 hours", Daily(), BERLIN, "2026-10-25 23:30", "10-24 22:00", "10-25 23:00"),
    (
        "a time the clocks skip",
        Daily(time(2, 30)),
        BERLIN,
        "2026-03-29 02:00",
        "03-28 01:30",
        "03-29 01:30",
    ),
    (
        "a time that comes twice",
        Daily(time(1, 30)),
        NEW_YORK,
        "2026-11-01 12:00",
        "10-31 05:30",
        "11-01 05:30",
    ),
    ("the month", Monthly(), BERLIN, "2026-11-01 06:00", "09-30 22:00", "10-31 23:00"),
    ("February", Monthly(), UTC_ZONE, "2026-03-01 00:00", "02-01 00:00", "03-01 00:00"),
    ("a minute", EveryMinutes(1), UTC_ZONE, "2026-03-01 00:05", "03-01 00:04", "03-01 00:05"),
]


@pytest.mark.parametrize(
    ("cadence", "zone", "now", "start", "end"),
    [row[1:] for row in NEWEST],
    ids=[row[0] for row in NEWEST],
)
def test_a_new_scope_starts_with_the_last_closed_period(
    cadence: Cadence, zone: ZoneInfo, now: str, start: str, end: str
) -> None:
    (period,) = closed_periods(cadence, zone, last_end=None, now=utc(now))
    assert (period.start, period.end) == (utc(f"2026-{start}"), utc(f"2026-{end}"))


def test_what_closed_while_everything_was_down_is_caught_up_in_order() -> None:
    found = closed_periods(
        Daily(time(3)), UTC_ZONE, last_end=utc("2026-06-08 03:00"), now=utc("2026-06-11 09:00")
    )
    assert [period.end for period in found] == [
        utc("2026-06-09 03:00"),
        utc("2026-06-10 03:00"),
        utc("2026-06-11 03:00"),
    ]
    assert found[0].start == utc("2026-06-08 03:00")


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-29", BERLIN, 23),
        ("2026-10-25", BERLIN, 25),
        ("2026-03-08", NEW_YORK, 23),
        ("2026-11-01", NEW_YORK, 25),
        ("2026-06-10", KOLKATA, 24),
    ],
)
def test_a_local_day_has_as_many_hours_as_its_clocks_say(
    day: str, zone: ZoneInfo, hours: int
) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)
    (whole,) = closed_periods(Daily(), zone, last_end=midnight, now=midnight + timedelta(hours=25))
    found = closed_periods(Hourly(), zone, last_end=whole.start, now=whole.end)
    assert len(found) == hours
    assert (found[0].start, found[-1].end) == (whole.start, whole.end)


def test_nothing_older_than_the_lookback() -> None:
    now = utc("2026-06-11 09:30")
    found = closed_periods(Hourly(), UTC_ZONE, last_end=now - timedelta(days=400), now=now)
    assert found[0].end > now - LOOKBACK
    assert len(found) == LOOKBACK // timedelta(hours=1)


def test_next_boundary_is_in_the_future() -> None:
    assert next_boundary(Daily(time(3)), KOLKATA, utc("2026-06-10 21:30")) == utc(
        "2026-06-11 21:30"
    )
    assert next_boundary(Monthly(), UTC_ZONE, utc("2026-01-31 23:59")) == utc("2026-02-01 00:00")


@given(
    zone=st.sampled_from([BERLIN, NEW_YORK, KOLKATA, ZoneInfo("Australia/Lord_Howe"), UTC_ZONE]),
    cadence=st.sampled_from([Hourly(), Daily(time(3)), Daily(time(2, 30)), Monthly()]),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    steps=st.lists(st.integers(1, 9000), min_size=1, max_size=6),
)
def test_looking_often_or_seldom_finds_the_same_periods(
    zone: ZoneInfo, cadence: Cadence, start: datetime, steps: list[int]
) -> None:
    begin = start.replace(tzinfo=UTC)
    moment, end = begin, None
    first = closed_periods(cadence, zone, last_end=None, now=begin)
    seen = list(first)
    end = first[-1].end
    for minutes in steps:
        moment += timedelta(minutes=minutes)
        seen += closed_periods(cadence, zone, last_end=seen[-1].end, now=moment)
    assert seen[1:] == closed_periods(cadence, zone, last_end=end, now=moment)
    assert all(a.end == b.start for a, b in pairwise(seen))
