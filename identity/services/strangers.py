"""Grouping unnamed faces by likeness, so that the same stranger seen ten times is one group."""

from __future__ import annotations

import base64

from django.db import transaction
from django.db.models import Max

from factory.core.errors import DomainError
from factory.sites.models import Site
from identity.engines.base import EngineError
from identity.engines.sketching import sketch_of
from identity.likeness import Sketch, may_be_one, nearest
from identity.models import Outcome, Sighting, Stranger
from identity.selectors import groups_strangers, quiet_of
from identity.services.picture import picture_of

GROUP = "identity.group_sighting"
COMPARED = 2000
SAID_BEFORE = "a person said before that this is somebody else"


def group_sighting(pk: int) -> None:
    """Put a sighting that nobody has named into a group; not inside a transaction. Safe to repeat."""
    waiting = Sighting.objects.to_review().filter(pk=pk, stranger=None)
    sighting: Sighting | None = waiting.select_related("snapshot").first()
    if sighting is None or not groups_strangers(sighting.site_id):
        return
    # A look that took its track's answer need not be sketched.
    mate = None if sighting.searched else _stranger_of_track(sighting)
    if mate is not None:
        _join(sighting, mate)
    else:
        give_stranger(sighting)


def give_stranger(sighting: Sighting) -> None:
    """Give a sighting the stranger whom its picture shows; not inside a transaction.

    Where strangers are not grouped it has one of its own.
    """
    sketch = drawn(sighting)
    if sketch is None:
        return
    grouped = groups_strangers(sighting.site_id)
    newest = Stranger.objects.aggregate(pk=Max("pk"))["pk"] or 0
    known = _seen_before(sighting, sketch) if grouped else None
    with transaction.atomic():
        if grouped and known is None:
            # Two workers at two looks of somebody new: the second finds whom the first has written down.
            Site.objects.select_for_update(no_key=True).get(pk=sighting.site_id)
            known = _seen_before(sighting, sketch, after=newest)
        _join(sighting, known or _new(sighting, sketch))


def _seen_before(sighting: Sighting, sketch: Sketch, *, after: int = 0) -> Stranger | None:
    """Return the stranger of the look's track, unless the faces say otherwise, or whom it is like."""
    mate = _stranger_of_track(sighting)
    if mate is not None and may_be_one(sketch, Sketch(mate.method, base64.b64decode(mate.sketch))):
        return mate
    return like(sighting.site_id, sketch, after=after)


def drawn(sighting: Sighting) -> Sketch | None:
    """Return a sketch of the face, or None where the picture gives none (any more)."""
    try:
        return sketch_of(picture_of(sighting))
    except (DomainError, EngineError):
        return None


def _stranger_of_track(sighting: Sighting) -> Stranger | None:
    if not sighting.track_id:
        return None
    track = Sighting.objects.of_track(sighting, quiet_of(sighting.site_id))
    mates = track.filter(stranger__isnull=False).select_related("stranger")
    mate = mates.order_by("-captured_at").first()
    return mate.stranger if mate else None


@transaction.atomic
def _join(sighting: Sighting, stranger: Stranger) -> None:
    Stranger.objects.filter(pk=stranger.pk).update(
        first_seen_at=min(stranger.first_seen_at, sighting.captured_at),
        last_seen_at=max(stranger.last_seen_at, sighting.captured_at),
    )
    Sighting.objects.filter(pk=sighting.pk, stranger=None).update(stranger=stranger)
    not_these = stranger.not_these.values("employee")
    Sighting.objects.filter(pk=sighting.pk, outcome=Outcome.REVIEW, employee__in=not_these).update(
        outcome=Outcome.UNKNOWN, employee=None, reason=SAID_BEFORE
    )


def _new(sighting: Sighting, sketch: Sketch) -> Stranger:
    stranger: Stranger = Stranger.objects.create(
        site_id=sighting.site_id,
        method=sketch.method,
        sketch=base64.b64encode(sketch.data).decode("ascii"),
        first_seen_at=sighting.captured_at,
        last_seen_at=sighting.captured_at,
    )
    return stranger


def like(
    site_id: int, sketch: Sketch, *, not_employee: int | None = None, after: int = 0
) -> Stranger | None:
    """Return the stranger of the site whom the sketch shows, among those seen last.

    With ``not_employee`` only among those of whom a person said that they are not this employee, with
    ``after`` only among those written down after that key.
    """
    known = Stranger.objects.filter(site_id=site_id, method=sketch.method, pk__gt=after)
    if not_employee is not None:
        known = known.filter(not_these__employee=not_employee)
    by_key = {row.pk: row for row in known[:COMPARED]}
    found = nearest(sketch, ((pk, base64.b64decode(row.sketch)) for pk, row in by_key.items()))
    return by_key[found] if found is not None else None


def let_go_of_strangers() -> int:
    """Delete the sketches whose last picture has gone; return how many: their reason is over."""
    gone = Stranger.objects.exclude(sightings__snapshot__isnull=False)
    deleted, _ = gone.delete()
    return int(deleted)
