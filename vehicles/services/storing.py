"""A read that was judged is written down with what follows, and nothing where another was first."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import transaction

from factory.alerts import events
from factory.core.leases import State
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.services.concluding import Conclusion, conclude
from vehicles.services.judging import Judgement
from vehicles.services.writing import write_read

TRIES = 3
"""Times that a gate is looked at without holding it; where others are always first, it is held."""


def written(read: PlateRead, judgement: Judgement) -> PlateRead:
    """Store a read as it was judged, and return it; it is judged anew where its place has changed."""
    read.state, read.finished_at = State.DONE, read.received_at
    read.key = judgement.decision.plate_key
    cooldown = judgement.settings.cooldown
    for _ in range(TRIES):
        place = selectors.place_seen(read, cooldown)
        if place is None:
            break
        if _stored(read, conclude(read, judgement, place)):
            return read
    with transaction.atomic():
        _stored(read, conclude(read, judgement, selectors.place_held(read, cooldown)))
    return read


def _stored(read: PlateRead, conclusion: Conclusion) -> bool:
    """Store the read and what follows; return whether, for nothing is where another was first."""
    # What is one statement needs no transaction around it.
    more = conclusion.more_is_written
    with transaction.atomic(savepoint=False) if more else nullcontext():
        if not write_read(read, conclusion.event, version=conclusion.version):
            return False
        conclusion.follow(read)
        events.publish(read.site_id, "plate-read", "vehicles.view_plateread", [read.pk])
    return True
