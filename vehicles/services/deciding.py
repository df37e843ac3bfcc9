"""One read, decided while its vehicle waits."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from factory.alerts import events
from factory.core.errors import Conflict, Unavailable
from factory.core.leases import State
from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.services.alarming import ALARMING
from vehicles.services.concluding import conclude
from vehicles.services.device_clocks import note_clock
from vehicles.services.judging import Judgement, judge
from vehicles.services.seen import SeenPlate, row_of
from vehicles.services.voting import credit, judge_by_votes, needs_votes
from vehicles.services.writing import write_read


def decide_read(*, site: Site, seen: SeenPlate) -> PlateRead:
    """Decide on a read and write down what follows; return the row, which holds the answer.

    A device's read that is known by its event id is answered as it was. Raises Invalid for a read out
    of the future, Conflict for one that waits in a bulk, and Unavailable where nothing could be
    written: then nothing was opened either.
    """
    read = row_of(site, seen)
    try:
        found = _known(read)
        if found is not None:
            return found
        decided = _decided(read, site, seen)
    except IntegrityError:
        # The same event of the same device, sent twice at once: the other one was first.
        found = _known(read)
        if found is None:
            raise
        return found
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("The read could not be stored; nothing was opened.") from error
    if seen.captured_at is not None:
        note_clock(decided)
    return decided


def _known(read: PlateRead) -> PlateRead | None:
    known = selectors.known_reads(read.device_id, [read.device_event_id])
    found = known.get(read.device_event_id)
    if found is not None and found.state != State.DONE:
        raise Conflict("This read was sent in bulk and is being checked.", code="request-in-flight")
    return found


def _decided(read: PlateRead, site: Site, seen: SeenPlate) -> PlateRead:
    needed = 1 if seen.voted else needs_votes(seen.camera_id, seen.track_id)
    if needed == 1:
        return _written(read, judge(read, site, settled=seen.settled))
    with transaction.atomic():
        judgement, waiting = judge_by_votes(read, site, needed)
        decided = _written(read, judgement)
        credit(decided.event_id, waiting)
    return decided


def _written(read: PlateRead, judgement: Judgement) -> PlateRead:
    # A read of no place that alarms nobody is one statement, which needs no transaction around it.
    together = read.camera_id is not None or judgement.outcome in ALARMING
    with transaction.atomic() if together else nullcontext():
        conclusion = conclude(read, judgement)
        read.state, read.finished_at = State.DONE, read.received_at
        write_read(read, conclusion.event)
        conclusion.follow(read)
        events.publish(read.site_id, "plate-read", "vehicles.view_plateread", [read.pk])
    return read
