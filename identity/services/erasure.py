"""Letting go of what is kept of a person's face; person and punches stay. Each step may be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, NotFound
from factory.core.leases import State
from factory.core.models import User
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard
from identity.engines.choice import engine_called
from identity.models import ConsentRecord, Employee, Enrolment, Erasure, FaceTemplate, Sighting
from identity.models.faces import photo_store
from identity.retries import create_aws_retry_decorator
from identity.services.enrolment import FORGET


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was let go of."""

    templates: int
    photos: int


@transaction.atomic
def withdraw_consent(*, employee: Employee, caller: Any) -> int:
    """End every basis in force; return how many ended. What is kept is forgotten by a worker."""
    ended = _end_bases(employee, caller)
    if ended:
        ring(FORGET, employee.pk)
    return ended


@transaction.atomic
def _end_bases(employee: Employee, caller: Any) -> int:
    user = caller if isinstance(caller, User) else None
    standing = ConsentRecord.objects.in_force().filter(employee=employee)
    ended: int = standing.update(withdrawn_at=clock.now(), withdrawn_by=user)
    if ended:
        record(site_id=employee.site_id, caller=caller, act="withdraw-consent", subject=employee)
    return ended


def forget_faces(*, employee_id: int) -> Forgotten:
    """Delete a person's faces at their engines, then templates and photos; not inside a transaction.

    The engine comes first: a crash in between leaves a row that says what is still to be deleted.
    Raises EngineBusyError, EngineError.
    """
    templates = list(
        FaceTemplate.objects.filter(employee=employee_id).order_by("engine", "collection")
    )
    for (engine, collection), faces in groupby(templates, key=lambda t: (t.engine, t.collection)):
        mine = list(faces)
        engine_called(engine).forget([face.face_id for face in mine], collection=collection)
        FaceTemplate.objects.filter(pk__in=[face.pk for face in mine]).delete()
    return Forgotten(templates=len(templates), photos=_delete_photos(employee_id))


def forget_faces_without_basis(*, employee_id: int) -> Forgotten:
    """Forget a face if nothing allows keeping it any more; a basis given meanwhile saves it."""
    if not Employee.objects.to_forget().filter(pk=employee_id).exists():
        return Forgotten(templates=0, photos=0)
    return forget_faces(employee_id=employee_id)


def _delete_photos(employee_id: int) -> int:
    """Delete the photos of settled enrolments; one under way is refused first, for want of a basis."""
    mine = Enrolment.objects.filter(employee=employee_id)
    refused = Enrolment.Outcome.REFUSED
    mine.filter(state=State.PENDING).update(state=State.DONE, outcome=refused, reason="withdrawn")
    settled = list(mine.exclude(state=State.RUNNING))
    for enrolment in settled:
        photo_store().delete(enrolment.photo.name or "")
        Enrolment.objects.filter(pk=enrolment.pk).delete()
    return len(settled)


def erase_employee(*, employee: Employee, caller: Any) -> Erasure:
    """Let go of everything that shows or measures a person's face, and keep a proof by counts.

    Bases end, faces are deleted at the engine, then templates, photos and every snapshot on which the
    person was ever named, except those under legal hold. Employee, sightings without pictures,
    decisions and punches stay. Safe to repeat and to go on with after a crash; raises Conflict while
    an enrolment is at work, EngineBusyError and EngineError.
    """
    _end_bases(employee, caller)
    forgotten = forget_faces(employee_id=employee.pk)
    if Enrolment.objects.filter(employee=employee).exists():
        raise Conflict(
            "An enrolment is at work; erase again in a minute.", code="enrolment-at-work"
        )
    snapshots = _pictures_of(employee)
    free = [snapshot for snapshot in snapshots if not snapshot.legal_hold]
    for snapshot in free:
        discard(snapshot)
    return _proof(employee, caller, forgotten, len(free), len(snapshots) - len(free))


def erase_by_id(*, employee_id: int, who_id: int | None) -> Erasure:
    """Erase, trying an engine that is busy again a few times; raises NotFound."""
    employee = Employee.objects.filter(pk=employee_id).first()
    if employee is None:
        raise NotFound("There is no such person.")
    caller = User.objects.filter(pk=who_id or 0).first()
    persistent = create_aws_retry_decorator(max_retries=settings.FACE_RETRIES)
    return persistent(erase_employee)(employee=employee, caller=caller)


def _pictures_of(employee: Employee) -> list[Snapshot]:
    named = Sighting.objects.filter(Q(employee=employee) | Q(decisions__employee=employee))
    return list(Snapshot.objects.filter(pk__in=named.values("snapshot")))


@transaction.atomic
def _proof(
    employee: Employee, caller: Any, forgotten: Forgotten, snapshots: int, held_back: int
) -> Erasure:
    erasure: Erasure = Erasure.objects.create(
        site_id=employee.site_id,
        employee=employee,
        who=caller if isinstance(caller, User) else None,
        templates=forgotten.templates,
        photos=forgotten.photos,
        snapshots=snapshots,
        held_back=held_back,
    )
    record(site_id=employee.site_id, caller=caller, act="erase", subject=employee)
    return erasure
