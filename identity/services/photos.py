"""Enrolment photos: read by the machine, and looked at by people, which is written down."""

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


def show_photo(*, enrolment: Enrolment, caller: Any) -> bytes:
    """Return the photo for a person to look at, which is written down; raises PictureGone."""
    try:
        picture = photo_of(enrolment)
    except FileNotFoundError as error:
        raise PictureGone("The photo has been deleted.") from error
    record(site_id=enrolment.site_id, caller=caller, act="view-image", subject=enrolment)
    return picture
