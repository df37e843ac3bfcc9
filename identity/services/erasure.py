"""Letting go of what is kept of a person's face; person and punches stay. Each step may be repeated.

The Erasure is a row of work before it is a proof: a crash, a dead engine or a lost message leave it
waiting, and the minute's sweep goes on with it.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict
from factory.core.leases import State
from factory.core.models import User
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard
from identity.engines.base import EngineError
from identity.engines.choice import engine_called
from identity.models import (
    ConsentRecord,
    Employee,
    Enrolment,
    Erasure,
    FaceTemplate,
    Sighting,
    Stranger,
)
from identity.models.faces import photo_store

logger = logging.getLogger(__name__)
ERASE = "identity.erase_face"
LEASE = timedelta(seconds=90)
LONGEST_WAIT_SECONDS = 600.0
TROUBLE_AFTER = 5
LONGEST_STEP_SECONDS = 4.0


def withdraw_consent(*, employee: Employee, caller: Any) -> int:
    """End every basis in force and have the face forgotten; return how many bases ended."""
    with transaction.atomic():
        ended = _end_bases(employee, caller)
        if ended:
            request_erasure(employee=employee, caller=caller, why=Erasure.Why.WITHDRAWN)
    return ended


def request_erasure(*, employee: Employee, caller: Any, why: str = Erasure.Why.ASKED) -> Erasure:
    """End every basis and write that the face is to be forgotten; a worker does it. Safe to repeat.

    From now on nobody is named by this face, whatever the engine still has.
    """
    try:
        with transaction.atomic():
            _end_bases(employee, caller)
            erasure: Erasure = Erasure.objects.create(
                site_id=employee.site_id,
                employee=employee,
                why=why,
                who=caller if isinstance(caller, User) else None,
            )
            record(site_id=employee.site_id, caller=caller, act="erase", subject=employee)
            ring(ERASE, erasure.pk)
            return erasure
    except IntegrityError:
        under_way: Erasure = Erasure.objects.get(
            employee=employee, state__in=[State.PENDING, State.RUNNING]
        )
        return under_way


def _end_bases(employee: Employee, caller: Any) -> int:
    user = caller if isinstance(caller, User) else None
    standing = ConsentRecord.objects.in_force().filter(employee=employee)
    ended: int = standing.update(withdrawn_at=clock.now(), withdrawn_by=user)
    if ended:
        record(site_id=employee.site_id, caller=caller, act="withdraw-consent", subject=employee)
    return ended


def carry_out_erasure(pk: int) -> float | None:
    """Erase what a row says; return the seconds after which to go on, where it could not finish.

    It is never given up: what is in the way is written on the row, and after a while raises an alert.
    """
    token = Erasure.objects.claim(pk, lease=LEASE)
    if token is None:
        return None
    erasure: Erasure = Erasure.objects.select_related("employee").get(pk=pk)
    try:
        _erase(erasure)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row says so and goes on later
        return _not_yet(erasure, token, error)
    with transaction.atomic():
        now = clock.now()
        Erasure.objects.settle(pk, token, state=State.DONE, verified_at=now, failure="")
        resolve_alert(site_id=erasure.site_id, dedup_key=_key(erasure))
        record(site_id=erasure.site_id, caller=None, act="erased", subject=erasure.employee)
    return None


def erase_now(*, pk: int) -> Erasure:
    """Carry out an erasure while somebody waits, trying what is in the way a few times.

    Returns the proof; raises Conflict (``erasure-goes-on``) where it is left to the sweep.
    """
    failure = ""
    for _ in range(settings.FACE_RETRIES + 1):
        delay = carry_out_erasure(pk)
        erasure: Erasure = Erasure.objects.get(pk=pk)
        if erasure.state == State.DONE:
            return erasure
        failure = erasure.failure
        time.sleep(min(delay or 1.0, LONGEST_STEP_SECONDS))
    raise Conflict(f"It is not finished and goes on by itself: {failure}", code="erasure-goes-on")


def _not_yet(erasure: Erasure, token: UUID, error: Exception) -> float:
    failure = f"{type(error).__name__}: {error}"
    logger.warning("⚠️ erasure %s goes on later: %s", erasure, failure)
    delay = min(2.0 ** (erasure.attempts - 1), LONGEST_WAIT_SECONDS)
    Erasure.objects.put_back(erasure.pk, token, delay=timedelta(seconds=delay), failure=failure)
    if erasure.attempts >= TROUBLE_AFTER:
        raise_alert(
            site_id=erasure.site_id,
            kind="erasure",
            severity=Severity.CRITICAL,
            text=f"What is kept of a face could not be deleted yet: {failure}",
            dedup_key=_key(erasure),
            subject=erasure.employee,
        )
    return delay


def _key(erasure: Erasure) -> str:
    return f"erasure-{erasure.pk}"


def _erase(erasure: Erasure) -> None:
    """Do what is left to do. What came after the request, under a new basis, is not touched."""
    _add(erasure, templates=_forget_templates(erasure))
    _add(erasure, photos=_delete_photos(erasure))
    if _enrolments(erasure).exists():
        raise Conflict("an enrolment is at work", code="enrolment-at-work")
    snapshots = _pictures_of(erasure)
    held = [snapshot.pk for snapshot in snapshots if snapshot.legal_hold]
    # A picture kept for the law goes in the night after its hold ends.
    Snapshot.objects.filter(pk__in=held).update(expires_at=clock.now())
    for snapshot in snapshots:
        if not snapshot.legal_hold:
            discard(snapshot)
            _add(erasure, snapshots=1)
    Stranger.objects.filter(sightings__in=_sightings(erasure)).delete()
    Erasure.objects.filter(pk=erasure.pk).update(held_back=len(held))


def _add(erasure: Erasure, **counts: int) -> None:
    """Count at once, so that what an interrupted erasure did is in the proof of the one that ends."""
    Erasure.objects.filter(pk=erasure.pk).update(
        **{name: F(name) + number for name, number in counts.items()}
    )


def _forget_templates(erasure: Erasure) -> int:
    """Delete a person's faces at their engines and see that they are gone, then their rows.

    The engine comes first: a crash in between leaves a row that says what is still to be deleted.
    """
    before = Q(created_at__lte=erasure.at) | Q(enrolment__created_at__lte=erasure.at)
    mine = FaceTemplate.objects.filter(before, employee=erasure.employee_id)
    templates = list(mine.order_by("engine", "collection"))
    for (engine, collection), faces in groupby(templates, key=lambda t: (t.engine, t.collection)):
        group = list(faces)
        _forget_at(engine, collection, [face.face_id for face in group])
        FaceTemplate.objects.filter(pk__in=[face.pk for face in group]).delete()
    return len(templates)


def _forget_at(engine: str, collection: str, face_ids: list[str]) -> None:
    engine_called(engine).forget(face_ids, collection=collection)
    left = engine_called(engine).kept(face_ids, collection=collection)
    if left:
        raise EngineError(f"{len(left)} faces are still listed by {engine}")


def _enrolments(erasure: Erasure) -> Any:
    return Enrolment.objects.filter(employee=erasure.employee_id, created_at__lte=erasure.at)


def _delete_photos(erasure: Erasure) -> int:
    """Delete the photos of settled enrolments; one under way is refused first, for want of a basis."""
    refused = {"outcome": Enrolment.Outcome.REFUSED, "reason": "withdrawn"}
    _enrolments(erasure).filter(state=State.PENDING).update(state=State.DONE, **refused)
    settled = list(_enrolments(erasure).exclude(state=State.RUNNING))
    for enrolment in settled:
        photo_store().delete(enrolment.photo.name or "")
        Enrolment.objects.filter(pk=enrolment.pk).delete()
    return len(settled)


def _sightings(erasure: Erasure) -> Any:
    """Return the keys of the sightings that name a person or ever did."""
    person = erasure.employee_id
    named = Q(employee=person) | Q(decisions__employee=person)
    return Sighting.objects.filter(named, created_at__lte=erasure.at).values("pk")


def _pictures_of(erasure: Erasure) -> list[Snapshot]:
    named = Sighting.objects.filter(pk__in=_sightings(erasure))
    return list(Snapshot.objects.filter(pk__in=named.values("snapshot")))
