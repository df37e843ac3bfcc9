"""Jobs of identity: the clean-up of snapshots."""

from __future__ import annotations

from factory.core.jobs import JobKind
from identity.services import cleanup_slice

SNAPSHOT_CLEANUP = JobKind(
    name="identity.snapshot_cleanup", title="Snapshot cleanup", step=cleanup_slice
)
