"""Jobs of identity: the clean-up of snapshots, and watching an erasure of a person's face."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from factory.core.errors import Conflict
from factory.core.jobs import JobKind, Json, Step
from factory.core.leases import State
from identity.models import Erasure
from identity.services import erase_now, goes_on
from identity.services.cleanup import CLEANUP_JOB

SNAPSHOT_CLEANUP = CLEANUP_JOB
WATCHED_EVERY = timedelta(seconds=15)
COUNTS = ("templates", "photos", "snapshots", "held_back")


def _erase(params: Json, cursor: Any) -> Step:
    """Erase as far as that goes now; then watch the erasure, which goes on by itself, until its end."""
    proof: Erasure = Erasure.objects.get(pk=params["erasure"])
    if cursor is None:
        try:
            proof = erase_now(pk=proof.pk)
        except Conflict as error:
            return _waits(error.detail)
    elif proof.state != State.DONE:
        return _waits(goes_on(proof.failure))
    return Step(result={name: getattr(proof, name) for name in COUNTS}, done=1, total=1)


def _waits(what: str) -> Step:
    return Step(cursor={"waits": True}, total=1, waits=what, pause=WATCHED_EVERY)


ERASE = JobKind(name="identity.erase", title="Erasure of a face", step=_erase)
