"""One read, decided while its vehicle waits."""

from __future__ import annotations

import logging
from dataclasses import replace

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from factory.core.deadlines import at_most
from factory.core.errors import Conflict, Unavailable
from factory.core.leases import State
from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.plate_text import clean
from vehicles.services.device_clocks import note_clock
from vehicles.services.judging import held, judge
from vehicles.services.resending import is_blocked_since, is_sent_again, note_reuse, was_named_anew
from vehicles.services.seen import SeenPlate, row_of, wrong_time
from vehicles.services.storing import written
from vehicles.services.voting import credit, judge_by_votes, needs_votes

logger = logging.getLogger(__name__)
REFUSALS = 2
"""Times that the database may refuse a read before it is stored by itself."""
LONGEST_DECISION = 4.0
"""Seconds for which a vehicle waits in all. To store a read takes a lock on the lists too, for a foreign
key asks for it, so that one whose lists are held for longer is not stored."""


def decide_read(*, site: Site, seen: SeenPlate) -> PlateRead:
    """Decide on a read and write down what follows; return the row, which holds the answer.

    A device's read that is known by its event id is answered as it was; another read under that id is
    decided, and stored without it. One whose sender's time cannot be is held, for the block list is asked
    all the same. Raises Conflict for one that waits in a bulk, and Unavailable where nothing could be
    written in time: then nothing was opened either.
    """
    try:
        with at_most(LONGEST_DECISION):
            return _decided_at_last(site, seen)
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("The read could not be stored; nothing was opened.") from error


def hold_read(*, site: Site, seen: SeenPlate) -> PlateRead:
    """Store a read of which something that it names has just been deleted: held for a person.

    It names nothing and opens nothing; a blocked vehicle raises its alert all the same. Raises
    Unavailable as ``decide_read``.
    """
    try:
        with at_most(LONGEST_DECISION):
            return _held_by_itself(site, seen)
    except (OperationalError, InterfaceError) as error:
        raise Unavailable("The read could not be stored; nothing was opened.") from error


def _decided_at_last(site: Site, seen: SeenPlate) -> PlateRead:
    """Decide, and decide anew where what it names has gone, or its event was there first."""
    for _ in range(REFUSALS):
        try:
            return _decided_once(site, seen)
        except IntegrityError:
            if connection.in_atomic_block:
                # The transaction around it is spoilt, and is its owner's to repeat.
                raise
            logger.warning("⚠️ a read of %s is decided anew", clean(seen.text), exc_info=True)
    return _held_by_itself(site, seen)


def _decided_once(site: Site, seen: SeenPlate) -> PlateRead:
    read = row_of(site, seen)
    found = _known(read, seen)
    if found is not None:
        return found
    decided = _decided(read, site, seen)
    if was_named_anew(decided, seen):
        note_reuse(decided, seen.event_id)
    if seen.captured_at is not None:
        note_clock(decided, at=seen.captured_at)
    return decided


def _held_by_itself(site: Site, seen: SeenPlate) -> PlateRead:
    """Store a read that names nothing which may go meanwhile; it opens nothing, and still alerts."""
    alone = replace(seen, camera_id=None, device_id=None, snapshot_id=None)
    read = row_of(site, alone)
    return written(read, held(judge(read, site, settled=seen.settled), read))


def _known(read: PlateRead, seen: SeenPlate) -> PlateRead | None:
    """Return the read that is sent again; another one loses the name that it has in common with it."""
    known = selectors.known_reads(read.device_id, [read.device_event_id])
    found = known.get(read.device_event_id)
    if found is None:
        return None
    if not is_sent_again(found, read, seen) or is_blocked_since(found, seen):
        read.device_event_id = ""
        return None
    if found.state != State.DONE:
        raise Conflict("This read was sent in bulk and is being checked.", code="request-in-flight")
    return found


def _decided(read: PlateRead, site: Site, seen: SeenPlate) -> PlateRead:
    if wrong_time(seen, read.received_at):
        return written(read, judge(read, site, settled=seen.settled, timely=False))
    needed = 1 if seen.voted else needs_votes(seen.camera_id, seen.track_id)
    if needed == 1:
        return written(read, judge(read, site, settled=seen.settled))
    with transaction.atomic():
        judgement, waiting = judge_by_votes(read, site, needed)
        decided = written(read, judgement)
        credit(decided.event_id, waiting)
    return decided
