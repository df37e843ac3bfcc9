"""The small rules: hours of a site's clock, how full, which span, how cameras add up, the chart."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.core.periods import Hourly, Period
from occupancy.aggregation import Figures, needs_mark, together
from occupancy.areas import Level, closed, level, percent
from occupancy.charts import Bar, svg
from occupancy.hours import day_of, hour_of, hours_of, minutes, month_of
from occupancy.ranges import Grain, span
from tests.occupancy.builders import utc

ZONES = ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]


@pytest.mark.parametrize(
    ("zone", "moment", "start", "length"),
    [
        pytest.param("UTC", "2026-06-10T10:59:59.999999", "2026-06-10T10:00", 60, id="UTC"),
        pytest.param("Asia/Kolkata", "2026-06-10T10:29", "2026-06-10T09:30", 60, id="+5:30"),
        pytest.param("Asia/Kathmandu", "2026-06-10T10:15", "2026-06-10T10:15", 60, id="+5:45"),
        pytest.param(
            "America/New_York", "2026-11-01T06:30", "2026-11-01T06:00", 60, id="second 01:00"
        ),
        pytest.param(
            "Australia/Lord_Howe", "2026-04-04T15:10", "2026-04-04T14:00", 90, id="ninety minutes"
        ),
    ],
)
def test_the_hour_of_a_moment(zone: str, moment: str, start: str, length: int) -> None:
    hour = hour_of(utc(moment), ZoneInfo(zone))
    assert (hour.start, minutes(hour)) == (utc(start), length)


@given(st.sampled_from(ZONES), st.integers(0, 365 * 24 * 60))
def test_hours_are_the_ledgers_periods(zone: str, minute: int) -> None:
    moment = utc("2026-01-01T00:00") + timedelta(minutes=minute)
    hour = hour_of(moment, ZoneInfo(zone))
    assert hour.start <= moment < hour.end
    before = hour.start - timedelta(microseconds=1)
    ends = list(Hourly().boundaries(ZoneInfo(zone), before, hour.end))
    assert ends == [hour.start, hour.end]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        pytest.param("Europe/Berlin", "2026-03-29", 23, id="clocks go forward"),
        pytest.param("Europe/Berlin", "2026-10-25", 25, id="clocks go back"),
        pytest.param("America/Havana", "2026-03-08", 23, id="clocks skip midnight"),
        pytest.param("Asia/Kolkata", "2026-06-10", 24, id="half-hour zone"),
    ],
)
def test_hours_of_a_day(zone: str, day: str, hours: int) -> None:
    found = list(hours_of(day_of(date.fromisoformat(day), ZoneInfo(zone)), ZoneInfo(zone)))
    assert len(found) == hours
    assert {hour.day.isoformat() for hour in found} == {day}


def test_a_month_in_december() -> None:
    zone = ZoneInfo("Asia/Kolkata")
    assert month_of(date(2026, 12, 9), zone) == Period(
        utc("2026-12-01T00:00+05:30"), utc("2027-01-01T00:00+05:30")
    )


@pytest.mark.parametrize(
    ("count", "capacity", "expected"),
    [
        (79, 100, "ok"),
        (80, 100, "warn"),
        (99, 100, "warn"),
        (100, 100, "full"),
        (5, None, "unlimited"),
    ],
)
def test_how_full(count: int, capacity: int | None, expected: str) -> None:
    assert level(count, capacity, 80) is Level(expected)


def test_percent() -> None:
    assert (percent(1, 3), percent(5, None)) == (33.3, None)


@pytest.mark.parametrize(
    ("at", "begins", "ends", "expected"),
    [
        pytest.param("23:00", "22:00", "05:00", True, id="over midnight, before it"),
        pytest.param("04:59", "22:00", "05:00", True, id="over midnight, after it"),
        pytest.param("05:00", "22:00", "05:00", False, id="the end is open"),
        pytest.param("12:00", "12:00", "13:00", True, id="the beginning is closed"),
        pytest.param("14:00", "12:00", "13:00", False, id="in the day"),
    ],
)
def test_closed_hours(at: str, begins: str, ends: str, expected: bool) -> None:
    times = [time.fromisoformat(text) for text in (at, begins, ends)]
    assert closed(times[0], times[1], times[2]) is expected
    assert not closed(times[0], None, None)


@pytest.mark.parametrize(
    ("grain", "first", "last", "expected"),
    [
        pytest.param(Grain.HOUR, None, None, (10, 10), id="today"),
        pytest.param(Grain.HOUR, 3, None, (3, 3), id="one day"),
        pytest.param(Grain.HOUR, 1, 10, (1, 10), id="both"),
        pytest.param(Grain.HOUR, None, 4, (4, 4), id="until"),
    ],
)
def test_spans(
    grain: Grain, first: int | None, last: int | None, expected: tuple[int, int]
) -> None:
    def june(day: int | None) -> date | None:
        return date(2026, 6, day) if day else None

    found = span(grain, june(first), june(last), date(2026, 6, 10))
    assert found == (june(expected[0]), june(expected[1]))


@pytest.mark.parametrize(
    ("first", "last"), [(date.max, None), (None, date.min), (date.min, date.max)]
)
def test_spans_at_the_ends_of_the_calendar(first: date | None, last: date | None) -> None:
    with pytest.raises(ValueError, match="a"):
        span(Grain.DAY, first, last, date(2026, 6, 10))


@pytest.mark.parametrize(
    ("left", "marked", "expected"),
    [
        pytest.param(30, False, True, id="the hour's first"),
        pytest.param(30, True, False, id="marked and open for long"),
        pytest.param(1, True, True, id="about to close: its mark may be taken meanwhile"),
        pytest.param(-60, True, True, id="closed"),
    ],
)
def test_marks(left: int, marked: bool, expected: bool) -> None:
    now = utc("2026-06-10T12:00")
    assert needs_mark(now + timedelta(minutes=left), now=now, marked=marked) is expected


def test_together_means_add_up_and_the_worst_coverage_counts() -> None:
    early, late = utc("2026-06-10T10:05"), utc("2026-06-10T10:06")
    one = Figures(10, 50, 5.0, 9, 1, 3, 2, late, 1.0)
    two = Figures(30, 30, 1.0, 9, 0, 1, 1, early, 0.5)
    assert together([one]) == one
    both = together([one, two])
    assert both == Figures(40, 80, 6.0, 18, 1, 4, 3, early, 0.5, exact=False)


def test_the_chart_draws_gaps_and_escapes_what_people_wrote() -> None:
    drawn = svg([Bar("<10:00>", 2.0, 4, 0.5), Bar("11:00")], title="<Hall>", capacity=5)
    assert drawn.count('class="gap"') == 1
    assert "<Hall>" not in drawn
    assert "<10:00>" not in drawn
    assert "2.0 on average, 4 at most, 50% seen" in drawn


def test_the_last_label_is_not_cut_off() -> None:
    days = [Bar(f"{day:02} Nov", 1.0, 2, 1.0) for day in range(1, 32)]
    drawn = svg(days, title="Hall")
    width = re.search(r'viewBox="0 0 (\d+) ', drawn)
    assert width is not None
    assert f'x="{width[1]}" y="220" text-anchor="end">31 Nov<' in drawn
    assert drawn.count('text-anchor="middle"') == 10
