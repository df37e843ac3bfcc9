"""Enrolment photos: read by the machine, looked at by people, which is written down, and let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q

from factory.audit.services import record
from factory.core import clock
from factory.core.leases import State
from factory.evidence.models import Snapshot
from factory.evidence.retention import all_days
from factory.evidence.services import PictureGone
from factory.sites.models import Site
from identity.engines.base import EngineError
from identity.models import Enrolment
from identity.models.faces import photo_store


def photo_of(enrolment: Enrolment) -> bytes:
    """Return the photo as it is kept; raises FileNotFoundError, also where none is kept any more."""
    if not enrolment.photo.name:
        raise FileNotFoundError("no photo is kept")
    with photo_store().open(enrolment.photo.name) as file:
        return bytes(file.read())


def photo_to_enrol(enrolment: Enrolment) -> bytes:
    """Return the photo for the engine; raises EngineError where it has gone, which says what to do."""
    try:
        return photo_of(enrolment)
    except FileNotFoundError as error:
        raise EngineError("The photo has been deleted: hand it in again.") from error


def drop_refused_photos(enrolments: Any, *, dry_run: bool = False) -> int:
    """Delete the photos of refused enrolments, of which only the reason is kept; return how many."""
    return _drop(enrolments.filter(outcome=Enrolment.Outcome.REFUSED), dry_run=dry_run)


def drop_failed_photos(*, dry_run: bool = False) -> int:
    """Delete the photos that failed so long ago as pictures of faces are kept; return how many.

    They wait for another try, and nobody is recognised by them. A photo of which some engine has a
    template serves.
    """
    days, now = all_days(), clock.now()
    over = Q(pk__in=[])
    for site_id in Site.objects.values_list("pk", flat=True):
        before = now - timedelta(days=days[f"{site_id}:{Snapshot.Kind.FACE.value}"])
        over |= Q(site=site_id, finished_at__lt=before)
    failed = Enrolment.objects.filter(over, state=State.FAILED, templates=None)
    return _drop(failed, dry_run=dry_run)


def _drop(enrolments: Any, *, dry_run: bool) -> int:
    """The file goes first: a crash in between leaves a row that still says what is to be deleted."""
    kept = list(enrolments.exclude(photo="").values_list("pk", "photo"))
    for pk, name in [] if dry_run else kept:
        photo_store().delete(name)
        # Handed in anew meanwhile it has another name.
        Enrolment.objects.filter(pk=pk, photo=name).update(photo="")
    return len(kept)


def show_photo(*, enrolment: Enrolment, caller: Any) -> bytes:
    """Return the photo for a person to look at, which is written down; raises PictureGone."""
    try:
        picture = photo_of(enrolment)
    except FileNotFoundError as error:
        raise PictureGone("The photo has been deleted.") from error
    record(site_id=enrolment.site_id, caller=caller, act="view-image", subject=enrolment)
    return picture
