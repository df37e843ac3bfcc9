"""Reads that arrive in bulk or late: rows at once, decided by a worker through the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from factory.alerts import events
from factory.core import clock
from factory.core.deadlocks import again_when_taken_back
from factory.core.errors import Invalid
from factory.core.leases import State
from factory.core.ring import ring
from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.services.concluding import ANSWER, conclude
from vehicles.services.judging import Judgement, judge
from vehicles.services.resending import is_sent_again, note_reuse
from vehicles.services.seen import SeenPlate, row_of, wrong_time
from vehicles.services.voting import credit, judge_by_votes, needs_votes

LEASE = timedelta(seconds=90)
READS_A_TASK = 50
"""A read takes about 10 ms, so that a task stays near half a second."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The row of a read that was sent, and whether this sending made it."""

    read: PlateRead
    new: bool


@again_when_taken_back
@transaction.atomic
def take_reads(*, site: Site, seen: Sequence[SeenPlate]) -> list[Arrival]:
    """Store the reads of one sender as pending and return them in order, in a few queries.

    A device's read that is known by its event id, or twice in ``seen``, is stored once; another read
    under that id is stored without it. Raises Invalid for a read with a time that cannot be: held back
    until now, it might pass for a fresh one.
    """
    now = clock.now()
    for wrong in filter(None, (wrong_time(one, now) for one in seen)):
        raise Invalid(wrong, fields={"timestamp": wrong})
    rows = [row_of(site, one) for one in seen]
    # In one order however they are sent: two deliveries of the same reads would wait for each other.
    ordered = sorted(rows, key=lambda row: (row.captured_at, row.device_event_id))
    PlateRead.objects.bulk_create(ordered, batch_size=500, ignore_conflicts=True)
    stored = {r.uuid: r for r in PlateRead.objects.filter(uuid__in=[row.uuid for row in rows])}
    known = _known([row for row in rows if row.uuid not in stored])
    others = [
        row
        for row, one in zip(rows, seen, strict=True)
        if row.uuid not in stored and not is_sent_again(known[row.device_event_id], row, one)
    ]
    stored |= _named_anew(others)
    ring_for([stored[row.uuid].pk for row in rows if row.uuid in stored])
    return [
        Arrival(stored.get(row.uuid) or known[row.device_event_id], new=row.uuid in stored)
        for row in rows
    ]


def _known(rows: Sequence[PlateRead]) -> dict[str, PlateRead]:
    senders = {row.device_id for row in rows}
    return selectors.known_reads(next(iter(senders), None), [row.device_event_id for row in rows])


def _named_anew(rows: Sequence[PlateRead]) -> dict[UUID, PlateRead]:
    """Store reads whose names are those of others without them: a blocked plate may be among them."""
    if not rows:
        return {}
    name = rows[0].device_event_id
    for row in rows:
        row.device_event_id = ""
    PlateRead.objects.bulk_create(rows, batch_size=500)
    note_reuse(rows[0], name)
    return {row.uuid: row for row in rows}


def ring_for(pks: Sequence[int]) -> None:
    """Ring for reads that wait, some at a time: a thousand messages would hold up the request."""
    for start in range(0, len(pks), READS_A_TASK):
        ring("vehicles.check_plate", *pks[start : start + READS_A_TASK])


def check_read(*, pk: int) -> None:
    """Decide on a pending read; safe to repeat and for two workers at once."""
    token = PlateRead.objects.claim(pk, lease=LEASE)
    if token is None:
        return
    read: PlateRead = PlateRead.objects.select_related("site").get(pk=pk)
    needed = needs_votes(read.camera_id, read.track_id)
    judgement = judge(read, read.site) if needed == 1 else None
    with transaction.atomic():
        # Held, so that a worker whose lease has ended fires no second event.
        held = PlateRead.objects.select_for_update().filter(
            pk=pk, claim_token=token, state=State.RUNNING
        )
        if not held.values_list("pk", flat=True).first():
            return
        if judgement is not None:
            _settle(read, judgement, token)
            return
        judgement, waiting = judge_by_votes(read, read.site, needed)
        _settle(read, judgement, token)
        credit(read.event_id, waiting)


def _settle(read: PlateRead, judgement: Judgement, token: UUID) -> None:
    read.key = judgement.decision.plate_key
    place = selectors.place_held(read, judgement.settings.cooldown)
    conclusion = conclude(read, judgement, place)
    if conclusion.event is not None:
        conclusion.event.save(force_insert=True)
        read.event = conclusion.event
    answered = {name: getattr(read, name) for name in ANSWER}
    PlateRead.objects.settle(read.pk, token, state=State.DONE, **answered)
    conclusion.follow(read)
    events.publish(read.site_id, "plate-read", "vehicles.view_plateread", [read.pk])
