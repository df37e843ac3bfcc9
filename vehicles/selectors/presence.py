"""Which vehicles are inside, and the visits of a day or a month, out of the gates' events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Q

from factory.core import clock
from factory.sites.models import Site
from vehicles.models import GateEvent, PlateRead
from vehicles.traffic import Traffic, traffic_of_day, traffic_of_month
from vehicles.visits import IN, OUT, Passage, Visit, forgotten, inside, visits_of

FORGOTTEN_AFTER = timedelta(days=14)
"""A vehicle that entered longer ago and was never seen to leave is not counted as inside."""

SOON = timedelta(minutes=5)
"""How far ahead the moment of a passage may be, by its camera's clock."""

LONGEST_SPAN = timedelta(days=93)


def passages_between(
    site: Site, start: datetime, end: datetime, *, keys: Collection[str] = ()
) -> list[Passage]:
    """Return who went through the site's gates, these plates or all, oldest first: one query."""
    rows = GateEvent.objects.filter(
        site=site, at__gte=start, at__lt=end, admitted=True, direction__in=("in", "out")
    ).exclude(key="")
    found = rows.filter(key__in=keys) if keys else rows
    values = found.order_by("at", "pk").values_list(
        "key", "plate", "at", "direction", "gate__name", "vehicle_id"
    )
    return [
        Passage(key, plate, at, direction, gate or "", vehicle)
        for key, plate, at, direction, gate, vehicle in values.iterator(chunk_size=5_000)
    ]


def vehicles_inside(site: Site, now: datetime | None = None) -> list[Visit]:
    """Return the vehicles that entered and have not left, the longest inside first."""
    return inside(_visits_until(site, now or clock.now()))


def last_visits(site: Site, keys: Collection[str], now: datetime | None = None) -> dict[str, Visit]:
    """Return the last visit of each of these plates, inside or over, by key: one query."""
    visits = _visits_until(site, now or clock.now(), keys=keys) if keys else []
    return {one.key: one for one in visits}


def _visits_until(site: Site, now: datetime, *, keys: Collection[str] = ()) -> list[Visit]:
    return visits_of(passages_between(site, now - FORGOTTEN_AFTER, now + SOON, keys=keys))


def visits_between(site: Site, first: date, last: date, *, key: str = "") -> list[Visit]:
    """Return the visits that began or ended on these local days, oldest first.

    One that began then ends when it does, on a later day too; one that nobody saw end is over once it
    is forgotten.
    """
    start, end = midnight(site, first), midnight(site, last + timedelta(days=1))
    now, keys = clock.now(), (key,) if key else ()
    passages = passages_between(site, start, min(now + SOON, end), keys=keys)
    visits = visits_of([*passages, *_beyond(site, passages, start, end)])
    found = [one for one in visits if any(start <= at < end for at in _ends(one))]
    return [forgotten(one, before=now - FORGOTTEN_AFTER) for one in found]


def _ends(visit: Visit) -> list[datetime]:
    return [at for at in (visit.entered_at, visit.left_at) if at is not None]


def _beyond(
    site: Site, passages: Sequence[Passage], start: datetime, end: datetime
) -> list[Passage]:
    """Return the passages before and after some days that the visits of these days need.

    Of those alone that were inside as they began, or as they ended: two queries, of few vehicles.
    """
    first = {one.key: one.direction for one in reversed(passages)}
    last = {one.key: one.direction for one in passages}
    came_before = [key for key, direction in first.items() if direction == OUT]
    leave_after = [key for key, direction in last.items() if direction == IN]
    until = min(clock.now() + SOON, end + FORGOTTEN_AFTER)
    spans = ((came_before, start - FORGOTTEN_AFTER, start), (leave_after, end, until))
    return [
        one
        for keys, since, before in spans
        if keys and since < before
        for one in passages_between(site, since, before, keys=keys)
    ]


def day_traffic(site: Site, day: date) -> tuple[Traffic, list[Visit]]:
    """Return a local day's figures and the visits that they are of."""
    visits = visits_between(site, day, day)
    return traffic_of_day(visits, day, site.zone), visits


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
