"""Jobs of identity: the clean-up of snapshots, and watching an erasure of a person's face."""

from __future__ import annotations

from typing import Any

from factory.core.jobs import JobKind, Json, Step
from identity.services import erase_now
from identity.services.cleanup import CLEANUP_JOB

SNAPSHOT_CLEANUP = CLEANUP_JOB


def _erase(params: Json, _cursor: Any) -> Step:
    proof = erase_now(pk=params["erasure"])
    names = ("templates", "photos", "snapshots", "held_back")
    return Step(result={name: getattr(proof, name) for name in names}, done=1, total=1)


ERASE = JobKind(name="identity.erase", title="Erasure of a face", step=_erase)
