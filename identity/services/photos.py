"""Enrolment photos: read by the machine, looked at by people, which is written down, and let go."""

from __future__ import annotations

from typing import Any

from factory.audit.services import record
from factory.evidence.services import PictureGone
from identity.models import Enrolment
from identity.models.faces import photo_store


def photo_of(enrolment: Enrolment) -> bytes:
    """Return the photo as it is kept; raises FileNotFoundError, also where none is kept any more."""
    if not enrolment.photo.name:
        raise FileNotFoundError("no photo is kept")
    with photo_store().open(enrolment.photo.name) as file:
        return bytes(file.read())


def drop_refused_photos(enrolments: Any, *, dry_run: bool = False) -> int:
    """Delete the photos of refused enrolments, of which only the reason is kept; return how many.

    The file goes first: a crash in between leaves a row that still says what is to be deleted.
    """
    refused = enrolments.filter(outcome=Enrolment.Outcome.REFUSED).exclude(photo="")
    kept = list(refused.values_list("pk", "photo"))
    for pk, name in [] if dry_run else kept:
        photo_store().delete(name)
        Enrolment.objects.filter(pk=pk).update(photo="")
    return len(kept)


def show_photo(*, enrolment: Enrolment, caller: Any) -> bytes:
    """Return the photo for a person to look at, which is written down; raises PictureGone."""
    try:
        picture = photo_of(enrolment)
    except FileNotFoundError as error:
        raise PictureGone("The photo has been deleted.") from error
    record(site_id=enrolment.site_id, caller=caller, act="view-image", subject=enrolment)
    return picture
