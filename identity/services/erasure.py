"""Letting go of what is kept of a person's face; person and punches stay. Each step may be repeated.

The Erasure is a row of work before it is a proof: a crash, a dead engine or a lost message leave it
waiting, and the minute's sweep goes on with it.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict
from factory.core.leases import State
from factory.core.models import User
from factory.core.ring import ring
from identity.models import Employee, Erasure
from identity.services.bases import end_bases
from identity.services.forgetting import let_go

logger = logging.getLogger(__name__)
ERASE = "identity.erase_face"
LEASE = timedelta(seconds=90)
LONGEST_WAIT_SECONDS = 600.0
TROUBLE_AFTER = 5
LONGEST_STEP_SECONDS = 4.0


def withdraw_consent(*, employee: Employee, caller: Any) -> int:
    """End every basis in force and have the face forgotten; return how many bases ended."""
    with transaction.atomic():
        ended = end_bases(employee, caller)
        if ended:
            request_erasure(employee=employee, caller=caller, why=Erasure.Why.WITHDRAWN)
    return ended


@transaction.atomic
def request_erasure(*, employee: Employee, caller: Any, why: str = Erasure.Why.ASKED) -> Erasure:
    """End every basis and write that the face is to be forgotten; a worker does it. Safe to repeat.

    From now on nobody is named by this face, whatever the engine still has. One that waits already
    covers from now on what came since it was asked for.
    """
    end_bases(employee, caller)
    record(site_id=employee.site_id, caller=caller, act="erase", subject=employee)
    erasure = _at_work(employee)
    if erasure is None:
        user = caller if isinstance(caller, User) else None
        row = Erasure(site_id=employee.site_id, employee=employee, why=why, who=user)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            erasure = row
        except IntegrityError:
            erasure = _at_work(employee) or row
    ring(ERASE, erasure.pk)
    return erasure


def _at_work(employee: Employee) -> Erasure | None:
    """Return the erasure that waits or runs, dated anew. One statement takes it and dates it, so that
    it either covers what came until now or has ended before.
    """
    waiting = Erasure.objects.of_people().at_work().filter(employee=employee)
    now = clock.now()
    if not waiting.update(at=now, not_before=now):
        return None
    found: Erasure | None = waiting.first()
    return found


def carry_out_erasure(pk: int) -> float | None:
    """Erase what a row says; return the seconds after which to go on, where it could not finish.

    It is never given up: what is in the way is written on the row, and after a while raises an alert.
    """
    token = Erasure.objects.claim(pk, lease=LEASE)
    if token is None:
        return None
    erasure: Erasure = Erasure.objects.select_related("employee").get(pk=pk)
    try:
        let_go(erasure)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row says so and goes on later
        return _not_yet(erasure, token, error)
    with transaction.atomic():
        now, whole = clock.now(), Erasure.objects.filter(at=erasure.at)
        if not whole.settle(pk, token, state=State.DONE, verified_at=now):
            # Asked for anew meanwhile, or another worker's by now.
            Erasure.objects.put_back(pk, token, delay=timedelta(0), failure="")
            ring(ERASE, pk)
            return 0.0
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
    raise Conflict(goes_on(failure), code="erasure-goes-on")


def goes_on(failure: str) -> str:
    """Return what to tell of an erasure that is not finished."""
    why = f": {failure}" if failure else "."
    return f"It is not finished, waits and goes on by itself until it is done{why}"


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
