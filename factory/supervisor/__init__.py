"""A small supervisor: several processes under one command, with one log and a clean end.

Ours, since none that pip installs does all of it: honcho restarts nothing, circus brings ZeroMQ and
a daemon of its own, supervisord wants a configuration written for each place; and none of them ends
the grandchildren when it is itself killed, or waits for one process to be ready before the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from factory.env import Env
from factory.supervisor.guard import Warden
from factory.supervisor.house import House
from factory.supervisor.merged_log import MergedLog
from factory.supervisor.preflight import AlreadyRunningError, exclusive
from factory.supervisor.spec import ProcessSpec

__all__ = ["ProcessSpec", "run"]

INTERRUPTED = 128 + 2
"""As a shell answers for a program that SIGINT ended."""


def run(
    specs: Sequence[ProcessSpec],
    *,
    data_dir: Path,
    log: TextIO,
    prepare: Callable[[], None] = lambda: None,
) -> int:
    """Run the processes until a signal asks for the end; return the exit code.

    ``prepare`` runs first, once ``data_dir`` is locked for this copy: the place for migrations.
    From the main thread only (signals, and the tie that ends children with their parent).
    """
    colour = log.isatty() and not Env().text("NO_COLOR")
    merged = MergedLog(log, [spec.name for spec in specs], colour=colour)
    try:
        with exclusive(data_dir):
            prepare()
            with Warden() as warden:
                asyncio.run(_run(specs, merged, warden))
    except AlreadyRunningError as error:
        merged.say(str(error))
        return 1
    except KeyboardInterrupt:  # only while preparing: the house has handlers of its own
        merged.say("stopped; the next start goes on from here")
        return INTERRUPTED
    return 0


async def _run(specs: Sequence[ProcessSpec], log: MergedLog, warden: Warden) -> None:
    await House(specs, log, warden).run()
