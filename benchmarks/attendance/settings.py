"""The product's settings with the peer's addresses beside its own."""

from __future__ import annotations

from factory.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.attendance.peer"
