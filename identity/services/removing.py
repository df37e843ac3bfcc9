"""Removing one photo: nobody is recognised by it from now on, and a worker forgets it everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from factory.audit.services import record
from factory.core import clock
from factory.core.models import User
from factory.core.ring import ring
from identity.models import Enrolment, Erasure, Sighting
from identity.services.erasure import ERASE


@transaction.atomic
def remove_enrolment(*, enrolment: Enrolment, caller: Any) -> bool:
    """Have one photo, its face at every engine and its template forgotten; return whether that is new.

    The person's other photos and the basis stay. Safe to repeat.
    """
    now = clock.now()
    if not Enrolment.objects.filter(pk=enrolment.pk, removed_at=None).update(removed_at=now):
        return False
    erasure = Erasure.objects.create(
        site_id=enrolment.site_id,
        employee_id=enrolment.employee_id,
        enrolment_id=enrolment.pk,
        why=Erasure.Why.PHOTO,
        at=now,
        who=caller if isinstance(caller, User) else None,
    )
    record(
        site_id=enrolment.site_id,
        caller=caller,
        act="remove-photo",
        subject=enrolment,
        employee=enrolment.employee_id,
    )
    ring(ERASE, erasure.pk)
    return True


def remove_enrolled_from(
    sightings: Iterable[Sighting], caller: Any, *, but: int | None = None
) -> None:
    """Remove what was enrolled from sightings' pictures under another name than ``but``'s, within the
    caller's transaction: the pictures do not show them.

    Whoever may say so need not be one who may enrol: a face under a wrong name would name a stranger
    until somebody else came by, and the right person's is enrolled again with a click.
    """
    pks = [one.pk for one in sightings]
    wrong = Enrolment.objects.filter(sighting__in=pks, removed_at=None)
    for enrolment in wrong.exclude(employee=but) if but is not None else wrong:
        remove_enrolment(enrolment=enrolment, caller=caller)
