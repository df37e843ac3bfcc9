"""Which span of aggregates is asked for, pure: by hour, day or month, with a limit for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from factory.core.periods import Period
from occupancy.hours import day_of, hour_of, month_of


class Grain(StrEnum):
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


class By(StrEnum):
    CAMERA = "camera"
    AREA = "area"
    SITE = "site"


LONGEST = {Grain.HOUR: 31, Grain.DAY: 400, Grain.MONTH: 3700}
"""In days."""
USUAL = {Grain.HOUR: 1, Grain.DAY: 30, Grain.MONTH: 366}
MOST_ROWS = 50_000
"""In one answer: a month by hour of 50 cameras is 37,000. Files have no such limit."""
HEAT_DAYS = 28
"""Of a heat map: every weekday four times."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The business dates [first, last], and how to show them."""

    first: date
    last: date
    grain: Grain = Grain.HOUR
    by: By = By.CAMERA
    area_id: int | None = None
    camera_id: int | None = None


def span(
    grain: Grain,
    first: date | None,
    last: date | None,
    today: date,
    *,
    usual: int | None = None,
) -> tuple[date, date]:
    """Return the dates that are meant; raises ValueError, saying what is wrong with them.

    Without one of them it is as many days as are ``usual`` for the grain, or as is said.
    """
    rest = timedelta(days=(usual or USUAL[grain]) - 1)
    try:
        until = last or (first + rest if first else today)
        since = first or until - rest
    except OverflowError:
        raise ValueError("a date is at the end of the calendar") from None
    if since > until:
        raise ValueError("the first date is after the last")
    if (until - since).days >= LONGEST[grain]:
        raise ValueError(f"at most {LONGEST[grain]} days by {grain}")
    return since, until


def span_at(grain: Grain, when: date | datetime, zone: ZoneInfo) -> Period:
    """Return what the hour, day or month that begins at ``when`` lasts."""
    if isinstance(when, datetime):
        hour = hour_of(when, zone)
        return Period(hour.start, hour.end)
    return month_of(when, zone) if grain is Grain.MONTH else day_of(when, zone)
