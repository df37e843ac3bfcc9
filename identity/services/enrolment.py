"""Enrolling a face from a photo: never without a basis, never from a group."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from factory.core.leases import State
from factory.core.ring import ring
from factory.sites.models import Site
from identity.engines.base import (
    CollectionGone,
    EngineError,
    Enrolled,
    FaceEngine,
    HeldBack,
    Refused,
)
from identity.engines.choice import face_engine
from identity.engines.first_look import examine
from identity.models import Enrolment, Erasure
from identity.photo_rules import Examined
from identity.selectors import (
    collection_of,
    eyes_of,
    is_recognisable,
    place_of,
    templates_in_use,
    untried_at,
)
from identity.services import attempts
from identity.services.counting import count_paid
from identity.services.erasure import request_erasure
from identity.services.photos import drop_refused_photos, photo_to_enrol
from identity.services.restoring import enrol_anew, restore_collection
from identity.services.trials import ENROL, NO_BASIS, Trial, keep_face, note_place, wait_for_erasure

RESTORED_SECONDS = 1.0
"""Until the next try of a photo that met a collection which is gone."""


def enrol_photo(pk: int) -> float | None:
    """Enrol a waiting photo; return the seconds after which to try again, if that has a point."""
    return attempts.attempt(Enrolment.objects.select_related("site", "employee"), pk, _try, _finish)


def _try(row: Enrolment) -> Trial:
    engine = face_engine()
    collection = collection_of(row.site, engine.name)
    if not is_recognisable(row.employee_id):
        return Trial(engine.name, collection, Refused(NO_BASIS))
    wait_for_erasure(row)
    picture = photo_to_enrol(row)
    # Before anything leaves the house: is it one face, and large and sharp enough?
    seen = examine(picture) if engine.paid and settings.FACE_LOCAL_LOOK else Examined()
    if seen.refusal:
        return Trial(engine.name, collection, Refused(seen.refusal))
    answer = _asked(engine, row, picture, collection)
    hint = seen.hint or getattr(answer, "hint", "")
    return Trial(engine.name, collection, answer, hint, paid=engine.paid)


def _asked(
    engine: FaceEngine, row: Enrolment, picture: bytes, collection: str
) -> Enrolled | Refused:
    """Have the photo enrolled; where the collection is gone it is restored first."""
    note_place(row, place_of(row.site, engine.name))
    first = not templates_in_use(row.site, engine.name).exists()
    name = row.employee.external_id
    try:
        return engine.enrol(picture, collection=collection, external_id=name, first=first)
    except CollectionGone as error:
        restore_collection(site=row.site, engine=engine.name, collection=collection)
        raise HeldBack(str(error), RESTORED_SECONDS) from error


def _finish(row: Enrolment, token: UUID, trial: Trial) -> None:
    _settle(row, token, trial)
    drop_refused_photos(Enrolment.objects.filter(pk=row.pk))


@transaction.atomic
def _settle(row: Enrolment, token: UUID, trial: Trial) -> None:
    """Write what came of it. A face is written down even where the basis went meanwhile: what is
    known can be forgotten, and that is asked for at once.
    """
    reason = trial.answer.reason if isinstance(trial.answer, Refused) else ""
    if trial.paid:
        count_paid(row.site)
    if isinstance(trial.answer, Enrolled):
        keep_face(row, trial, trial.answer)
        if not is_recognisable(row.employee_id):
            reason = NO_BASIS
            request_erasure(employee=row.employee, caller=None, why=Erasure.Why.NO_BASIS)
    outcome = Enrolment.Outcome.REFUSED if reason else Enrolment.Outcome.ENROLLED
    Enrolment.objects.settle(
        row.pk,
        token,
        state=State.DONE,
        outcome=outcome,
        reason=reason,
        judged_by=eyes_of(row.site) if reason and reason != NO_BASIS else "",
        hint=trial.hint,
        missing_since=None,
    )


@transaction.atomic
def retry_enrolments(*, enrolments: Any) -> int:
    """Try failed enrolments once more, those of which the photo is still there; return how many."""
    pks = attempts.try_again(enrolments.exclude(photo=""))
    for pk in pks:
        ring(ENROL, pk)
    return len(pks)


def enrol_where_untried() -> None:
    """Have the photos enrolled anew that the engine never saw: the setting chose another one, or its
    model or collection has changed. Whose basis has ended is not enrolled.
    """
    try:
        engine = face_engine()
    except EngineError:
        return
    for site in Site.objects.all():
        enrol_anew(untried_at(site, engine.name))
