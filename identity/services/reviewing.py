"""What one click in review does to many sightings: each in a transaction of its own, one to undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from factory.audit.services import record
from factory.core.errors import Conflict, DomainError
from factory.core.four_eyes import note_refusal
from factory.evidence.services import discard
from identity.engines.base import EngineError
from identity.models import Decision, Employee, Enrolment, Sighting
from identity.services.decisions import Saying, decide
from identity.services.photo_requests import check_enrolment, request_enrolment
from identity.services.picture import picture_of


@dataclass(slots=True)
class Clicked:
    """What came of a click: ``act`` names it for undoing, ``refused`` counts by reason."""

    act: UUID = field(default_factory=uuid4)
    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)


def say_of_all(*, sightings: Iterable[Sighting], saying: Saying, caller: Any) -> Clicked:
    """Say the same of several sightings; one that cannot be decided does not stop the others."""
    clicked = Clicked()
    for sighting in sightings:
        try:
            decide(sighting=sighting, saying=saying, caller=caller, act=clicked.act)
            clicked.done += 1
        except DomainError as error:
            note_refusal(error)
            clicked.refused[error.detail] += 1
    return clicked


def delete_pictures(*, sightings: Iterable[Sighting], caller: Any) -> Clicked:
    """Delete the pictures of sightings, which stay as facts without one; not to be undone.

    A picture under legal hold stays.
    """
    clicked = Clicked()
    for sighting in sightings:
        if sighting.snapshot is None:
            continue
        if sighting.snapshot.legal_hold:
            clicked.refused["This picture is kept for the law."] += 1
            continue
        record(site_id=sighting.site_id, caller=caller, act="delete-picture", subject=sighting)
        discard(sighting.snapshot)
        clicked.done += 1
    return clicked


def enrol_sighting(*, sighting: Sighting, employee: Employee, caller: Any) -> Enrolment:
    """Enrol a person from a picture that names them; where it does not yet, that is said of it first.

    So an erasure of the person takes the picture as well. Raises Conflict and Invalid as ``decide`` and
    ``request_enrolment`` do.
    """
    try:
        picture = picture_of(sighting)
    except EngineError as error:
        raise Conflict(f"Not enrolled: {error}.", code="picture-gone") from error
    check_enrolment(employee=employee, picture=picture)
    naming = {"employee": employee, "word": Decision.Word.NAMED}
    if not sighting.decisions.standing().filter(**naming).exists():
        decide(sighting=sighting, saying=Saying(Decision.Word.NAMED, employee), caller=caller)
    return request_enrolment(employee=employee, picture=picture, caller=caller, sighting=sighting)
