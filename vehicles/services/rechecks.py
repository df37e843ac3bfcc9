"""The look back when a vehicle becomes blocked: was it read of late, and is it inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction

from factory.core import clock
from factory.core.leases import State
from vehicles import selectors
from vehicles.looking_back import ReadTexts
from vehicles.models import Recheck, Vehicle
from vehicles.services.blocked_reads import blocked_at, reads_of_blocked
from vehicles.services.listing import IN_FLIGHT
from vehicles.services.whereabouts_alert import tell_of, trace_of

LEASE = timedelta(seconds=90)


def run_rechecks(*, pks: Sequence[int]) -> None:
    """Look back for many; those of whose plates nothing is known are closed together. Safe to repeat.

    A list of many thousand blocked plates is thereby looked through in seconds.
    """
    asked = Recheck.objects.due(clock.now())
    due = list(asked.filter(pk__in=pks).select_related("vehicle__site"))
    since = min((recheck.since for recheck in due), default=clock.now())
    found = selectors.texts_read({recheck.site_id for recheck in due}, since=since)
    read = {site_id: ReadTexts(texts) for site_id, texts in found.items()}
    alike = {one.pk: read[one.site_id].like(one.vehicle.key) for one in due if one.site_id in read}
    inside = _inside(due)
    unknown = [one.pk for one in due if not alike.get(one.pk) and one.pk not in inside]
    asked.filter(pk__in=unknown).update(state=State.DONE, finished_at=clock.now())
    for one in due:
        if one.pk not in unknown:
            _run_recheck(one.pk, alike.get(one.pk, ()), inside=one.pk in inside)


def _inside(due: Iterable[Recheck]) -> set[int]:
    """Return the looks for vehicles that are inside, however long ago they entered; a query a site.

    The second look of a block is for reads that were being decided: the first has told the rest.
    """
    blocked = [one for one in due if one.vehicle.status == Vehicle.Status.BLOCKED]
    first = [one for one in blocked if one.since < blocked_at(one.vehicle) - IN_FLIGHT]
    found: set[int] = set()
    for site in {one.vehicle.site for one in first}:
        here = {one.vehicle.key: one.pk for one in first if one.site_id == site.pk}
        visits = selectors.last_visits(site, here.keys()).values()
        found |= {here[visit.key] for visit in visits if not visit.is_over}
    return found


def _run_recheck(pk: int, texts: Iterable[str], *, inside: bool) -> None:
    """Look back once and alert if there is anything; safe to repeat, one worker at a time."""
    token = Recheck.objects.claim(pk, lease=LEASE)
    if token is None:
        return
    recheck: Recheck = Recheck.objects.select_related("vehicle__site").get(pk=pk)
    reads = reads_of_blocked(recheck, texts)
    blocked = recheck.vehicle.status == Vehicle.Status.BLOCKED
    trace = trace_of(recheck, reads) if blocked and (reads or inside) else None
    with transaction.atomic():
        if Recheck.objects.settle(pk, token, state=State.DONE, hits=len(reads)) and trace:
            tell_of(recheck, trace, reads)
