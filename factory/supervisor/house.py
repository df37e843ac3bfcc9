"""All processes together: started stage by stage, stopped in the opposite order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from itertools import chain

from factory.supervisor.guard import Warden
from factory.supervisor.keeper import Keeper
from factory.supervisor.merged_log import MergedLog
from factory.supervisor.pace import STOP_SECONDS, stop_budget
from factory.supervisor.spec import ProcessSpec, by_stage

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# make passes a signal on that the whole group has had already: that is not a second Ctrl-C.
ECHO_SECONDS = 0.5


class House:
    """Runs the given processes until SIGINT, SIGTERM or SIGHUP; a second one kills at once."""

    def __init__(self, specs: Sequence[ProcessSpec], log: MergedLog, warden: Warden) -> None:
        self._log = log
        self._stages = [[Keeper(spec, log, warden) for spec in stage] for stage in by_stage(specs)]
        self._asked = asyncio.Event()
        self._asked_at = 0.0

    async def run(self) -> None:
        self._listen()
        starting = asyncio.create_task(self._start())
        asked = asyncio.create_task(self._asked.wait())
        try:
            await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            await asked
        finally:
            starting.cancel()
            asked.cancel()
            await self._stop()

    def _keepers(self) -> list[Keeper]:
        return list(chain.from_iterable(self._stages))

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._reap)
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._ask, number)

    def _reap(self) -> None:
        for keeper in self._keepers():
            keeper.poll()

    def _ask(self, number: signal.Signals) -> None:
        now = asyncio.get_running_loop().time()
        if not self._asked.is_set():
            self._asked_at = now
            self._asked.set()
            self._log.say(f"{number.name}: stopping (once more kills at once)")
        elif now - self._asked_at > ECHO_SECONDS:
            self._log.say(f"{number.name} again: killing")
            for keeper in self._keepers():
                keeper.kill()

    async def _start(self) -> None:
        for stage in self._stages:
            for keeper in stage:
                keeper.start()
            await asyncio.gather(*(keeper.ready() for keeper in stage))
        self._log.say("all processes are up")

    async def _stop(self) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        for lower, stage in reversed(list(enumerate(self._stages))):
            budget = stop_budget(STOP_SECONDS - (clock() - began), lower)
            stops = (keeper.stop(min(keeper.spec.stop_timeout, budget)) for keeper in stage[::-1])
            await asyncio.gather(*stops)
        self._log.say(f"stopped in {clock() - began:.1f} s")
