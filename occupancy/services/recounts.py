"""Counts in the log that follow from entries and exits, made anew when a fact comes late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from factory.core import clock
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.counts import Pair
from occupancy.late import Stretch, Unsettled
from occupancy.selectors.standing import counted_before, standing_at
from occupancy.services.live import locked
from occupancy.services.marks import mark_hours
from occupancy.statements.recounts import recount
from occupancy.statements.stretches import NEVER, stretches

JUST = timedelta(microseconds=1)


def recount_after(*, site: Site, unsettled: Sequence[Unsettled], now: datetime) -> None:
    """Make the counts anew that late readings or resets reach, and mark their hours.

    The facts are written and the counters locked by the caller. Safe to repeat.
    """
    if unsettled:
        parts = stretches(site_id=site.pk, unsettled=unsettled)
        mark_hours(site=site, moments=recount(site_id=site.pk, parts=parts), now=now)


def recount_period(
    *, site: Site, period: Period, pairs: Iterable[Pair], trusting: bool = False
) -> None:
    """Make the period's counts anew from resets and reports alone, a counter and a lock at a time.

    ``trusting`` the count of the reading before it, which costs less than to sum up since the last base.
    Safe to repeat: hours in which a count changed are marked.
    """
    for pair in pairs:
        _recount(site, period, pair, trusting=trusting)


@transaction.atomic
def _recount(site: Site, period: Period, pair: Pair, *, trusting: bool) -> None:
    locked(site.pk, [pair])
    if trusting:
        before_at, before = counted_before(site.pk, pair, period.start) or (NEVER, 0)
    else:
        before_at, before = period.start - JUST, standing_at(site.pk, pair, period.start).count
    part = Stretch(*pair, period.start, period.end, before_at, before)
    moments = recount(site_id=site.pk, parts=[part])
    if moments:
        mark_hours(site=site, moments=moments, now=clock.now())
