"""What a process is to the supervisor: how it is started, known to be ready, and stopped."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path

ReadyCheck = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, kw_only=True)
class ProcessSpec:
    """One process.

    ``env`` is added to the supervisor's own environment. Processes of one ``stage`` start and
    stop together; a stage starts once every process of the lower ones is ready, and stops
    before them. ``ready_check`` is asked until it answers true; without one a started process
    is ready. ``stop_timeout`` is in seconds, from ``stop_signal`` to SIGKILL. One that
    ``tells_its_own`` children to stop is signalled alone, others with their whole group. ``user`` is
    for a program that refuses to run as root.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready_check: ReadyCheck | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    tells_its_own: bool = False
    stop_timeout: float = 8.0
    stage: int = 0
    cwd: Path | None = None
    user: str | None = None


def by_stage(specs: Iterable[ProcessSpec]) -> list[list[ProcessSpec]]:
    """Return the stages in the order of starting; the given order is kept within each."""
    stage = attrgetter("stage")
    return [list(group) for _, group in groupby(sorted(specs, key=stage), key=stage)]
