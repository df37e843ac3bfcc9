"""Sums: of the hours that were marked, of a span, of a month, and all of it anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from factory.core import clock
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import (
    Done,
    WantedHour,
    by_pace,
    chunks,
    covered,
    days_of,
    every_hour,
    hours_over,
    month_for,
    months_of,
)
from occupancy.counts import Pair
from occupancy.hours import hour_of, hours_of
from occupancy.models import DirtyHour
from occupancy.selectors.aggregates import readings_in
from occupancy.selectors.edges import retired_until
from occupancy.selectors.standing import pairs_of
from occupancy.services.handing import hand_over_anew
from occupancy.services.recounts import recount_period
from occupancy.services.turns import one_at_a_time
from occupancy.statements.grounds import Grounds, grounds
from occupancy.statements.hours import sum_hours
from occupancy.statements.spans import clear_empty, sum_days, sum_months
from occupancy.statements.turned import clear_turned

MARKS_AT_ONCE = 5000


@transaction.atomic
def absorb_marks(*, site: Site, until: datetime) -> Done:
    """Sum up the marked hours that ended by ``until``, and forget the marks that were seen.

    Readings that commit meanwhile bring marks of their own. Safe to repeat and to run twice at once.
    """
    one_at_a_time(site.pk)
    done = Done()
    while marks := _closed_marks(site, until):
        wanted = sorted({hour for mark in marks for hour in _wanted(mark, site)})
        DirtyHour.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        days = {one.hour.day for one in wanted}
        ground = grounds(site_id=site.pk, zone_name=site.time_zone, days=days)
        done += _sum(site, wanted, ground)
    return done


def _closed_marks(site: Site, until: datetime) -> list[DirtyHour]:
    marks = DirtyHour.objects.filter(site=site, hour_end__lte=until)
    return list(marks.order_by("hour_end", "pk")[:MARKS_AT_ONCE])


def _wanted(mark: DirtyHour, site: Site) -> list[WantedHour]:
    """Return the mark's hour: two where the site's zone was another when it was made."""
    pair = (mark.camera_id, mark.area_id)
    return hours_over(pair, mark.hour_start, mark.hour_end, site.zone)


@transaction.atomic
def aggregate_hours(
    *,
    site: Site,
    period: Period,
    pairs: Sequence[Pair] | None = None,
    is_thorough: bool = False,
) -> Done:
    """Sum up every hour that begins in the period, for ``pairs`` (every counter); safe to repeat.

    ``is_thorough`` trusts no day to say which zone cut its hours.
    """
    one_at_a_time(site.pk)
    days = {hour.day for hour in hours_of(period, site.zone)}
    if not days:
        return Done()
    ground = grounds(site_id=site.pk, zone_name=site.time_zone, days=days)
    asked = every_hour(ground.counters if pairs is None else pairs, period, site.zone)
    return _sum(site, asked, ground, is_thorough=is_thorough)


def _sum(
    site: Site, asked: Sequence[WantedHour], ground: Grounds, *, is_thorough: bool = False
) -> Done:
    zone: dict[str, Any] = {"site_id": site.pk, "zone_name": site.time_zone}
    names = {**zone, "now": clock.now()}
    # The readings of others are gone, of the hour across the edge a part of them.
    wanted = [one for one in asked if ground.edge is None or one.hour.start >= ground.edge]
    turned = clear_turned(wanted=wanted, **zone) if is_thorough or ground.is_turned else []
    hours = sorted({*wanted, *covered(turned, site.zone)}) if turned else wanted
    done = Done()
    for pace, some in by_pace(hours, ground.paces).items():
        done += sum_hours(wanted=some, pace=pace, **names)
    days = days_of(hours, site.zone, turned)
    sum_days(wanted=days, **names)
    if turned:
        clear_empty(site_id=site.pk, days={one.day for one in days})
    sum_months(wanted=months_of(days, site.zone, until=names["now"]), **names)
    return done


@transaction.atomic
def aggregate_month(*, site: Site, period: Period) -> int:
    """Sum up the month that ``period`` begins in; returns how many rows that changed."""
    absorb_marks(site=site, until=period.end)
    month = period.start.astimezone(site.zone).date()
    return sum_months(
        site_id=site.pk,
        zone_name=site.time_zone,
        wanted=month_for(pairs_of(site.pk), month, site.zone),
        now=clock.now(),
    )


def rebuild(*, site: Site, period: Period) -> Iterator[Done]:
    """Make the period's counts and sums anew, a day at a time, yielding each day's work.

    Aggregates of hours whose logs are gone stay as they are.
    """
    pairs = pairs_of(site.pk)
    # What was handed over before the edge follows from readings that are gone.
    edge = retired_until(site.pk) or period.start
    hand_over_anew(site=site, period=Period(max(period.start, edge), period.end))
    for number, part in enumerate(chunks(period, site.zone)):
        # Apart from the sums: ingest waits for a counter's lock, and not for a day of all of them.
        recount_period(site=site, period=part, pairs=pairs, trusting=number > 0)
        yield aggregate_hours(site=site, period=part, pairs=pairs, is_thorough=True)


def hour_result(*, site: Site, period: Period) -> dict[str, Any]:
    """Return what the guide's hourly job answers, from the rows that are there now."""
    records = readings_in(site.pk, period)
    return {
        "success": True,
        "hour": hour_of(period.start, site.zone).number,
        "period_start": period.start.astimezone(site.zone).isoformat(),
        "records_processed": records,
        "aggregate_created": records > 0,
    }
