"""The product's settings with the schedules and the job that the proofs declare."""

from __future__ import annotations

from factory.conf import parts
from factory.settings import *  # noqa: F403

PERIOD_KINDS = ["tests.system.kinds.MINUTE", "tests.system.kinds.SLOW"]
JOB_KINDS = [*parts.JOB_KINDS, "tests.system.kinds.LONG"]
