"""Which vehicles are inside, and the visits of a day or a month, out of the gates' events."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Q

from factory.core import clock
from factory.sites.models import Site
from vehicles.models import GateEvent, PlateRead
from vehicles.traffic import Traffic, traffic_of_day, traffic_of_month
from vehicles.visits import Passage, Visit, inside, visits_of

FORGOTTEN_AFTER = timedelta(days=14)
"""A vehicle that entered longer ago and was never seen to leave is not counted as inside."""

LONGEST_SPAN = timedelta(days=93)


def passages_between(site: Site, start: datetime, end: datetime, *, key: str = "") -> list[Passage]:
    """Return who went through the site's gates, oldest first: one query."""
    rows = GateEvent.objects.filter(
        site=site, at__gte=start, at__lt=end, admitted=True, direction__in=("in", "out")
    ).exclude(key="")
    found = rows.filter(key=key) if key else rows
    values = found.order_by("at", "pk").values_list(
        "key", "plate", "at", "direction", "gate__name", "vehicle_id"
    )
    return [
        Passage(key, plate, at, direction, gate or "", vehicle)
        for key, plate, at, direction, gate, vehicle in values.iterator(chunk_size=5_000)
    ]


def vehicles_inside(site: Site, now: datetime | None = None) -> list[Visit]:
    """Return the vehicles that entered and have not left, the longest inside first."""
    moment = now or clock.now()
    soon = moment + timedelta(minutes=5)
    return inside(visits_of(passages_between(site, moment - FORGOTTEN_AFTER, soon)))


def visits_between(site: Site, first: date, last: date, *, key: str = "") -> list[Visit]:
    """Return the visits that began or ended on these local days, oldest first."""
    start, end = midnight(site, first), midnight(site, last + timedelta(days=1))
    visits = visits_of(passages_between(site, start - FORGOTTEN_AFTER, end, key=key))
    return [one for one in visits if any(start <= at < end for at in _ends(one))]


def _ends(visit: Visit) -> list[datetime]:
    return [at for at in (visit.entered_at, visit.left_at) if at is not None]


def day_traffic(site: Site, day: date) -> Traffic:
    return traffic_of_day(visits_between(site, day, day), day, site.zone)


def month_traffic(site: Site, first: date) -> Traffic:
    """Return the month that begins on ``first``."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return traffic_of_month(visits_between(site, first, last), first, site.zone)


def decisions_between(site: Site, first: date, last: date) -> dict[str, int]:
    """Return how many events came to each decision on these local days, and of reads: two queries."""
    start, end = midnight(site, first), midnight(site, last + timedelta(days=1))
    events = GateEvent.objects.filter(site=site, at__gte=start, at__lt=end)
    counted = {
        decision: Count("pk", filter=Q(decision=decision)) for decision in GateEvent.Decision.values
    }
    overridden = Count("pk", filter=Q(overridden_at__isnull=False))
    reads = PlateRead.objects.filter(site=site, captured_at__gte=start, captured_at__lt=end)
    held = Q(requires_manual_review=True, event=None)
    figures: dict[str, int] = events.aggregate(overridden=overridden, **counted)
    return figures | reads.aggregate(reads=Count("pk"), held=Count("pk", filter=held))


def midnight(site: Site, day: date) -> datetime:
    """Return when a local day begins, in UTC."""
    return datetime.combine(day, time(0), site.zone).astimezone(UTC)
