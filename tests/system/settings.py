"""The product's settings with the schedules that the proofs declare."""

from __future__ import annotations

from factory.settings import *  # noqa: F403

PERIOD_KINDS = ["tests.system.kinds.MINUTE", "tests.system.kinds.SLOW"]
