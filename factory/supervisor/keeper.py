"""Keeps one process alive: starts it again when it dies, more slowly each time, until stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal

from factory.supervisor.child import Child
from factory.supervisor.guard import Warden
from factory.supervisor.merged_log import MergedLog
from factory.supervisor.pace import next_delay
from factory.supervisor.spec import ProcessSpec

ASK_EVERY = 0.05
SAY_EVERY = 15.0
# For the last lines of a process whose output somebody else still holds open.
LAST_WORDS = 0.5


class Keeper:
    """The life of one ProcessSpec; ``keep`` runs until ``stop``."""

    def __init__(self, spec: ProcessSpec, log: MergedLog, warden: Warden) -> None:
        self.spec = spec
        self._log = log
        self._warden = warden
        self._child: Child | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep(), name=self.spec.name)

    def poll(self) -> None:
        if self._child:
            self._child.poll()

    def kill(self) -> None:
        if self._child:
            self._child.signal(signal.SIGKILL)

    async def ready(self) -> None:
        """Wait until the process answers, however often it is started until then."""
        check = self.spec.ready_check
        clock = asyncio.get_running_loop().time
        remind = clock() + SAY_EVERY
        while check and not await check():
            if clock() > remind:
                self._log.say(f"still waiting for {self.spec.name}")
                remind += SAY_EVERY
            await asyncio.sleep(ASK_EVERY)

    async def stop(self, within: float) -> None:
        """End the process, by SIGKILL after ``within`` seconds, and start it no more."""
        self._stopping.set()
        if self._child and not await self._child.stop(within):
            self._log.say(f"{self.spec.name} did not stop in time and was killed")
        if self._task:
            await self._task

    async def _keep(self) -> None:
        clock = asyncio.get_running_loop().time
        delay = 0.0
        while not self._stopping.is_set():
            started = clock()
            end = await self._run()
            delay = next_delay(delay, clock() - started)
            if not self._stopping.is_set():
                self._log.say(f"{self.spec.name} {end}; starting it again in {delay:g} s")
                await self._pause(delay)

    async def _pause(self, delay: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), delay)

    async def _run(self) -> str:
        """Run the process once, and say how it ended."""
        try:
            self._child = child = Child(self.spec)
        except (OSError, KeyError) as error:
            return f"cannot be started ({error})"
        self._warden.watch(child.group)
        reading = asyncio.create_task(child.read(self._log.writer(self.spec.name)))
        code = await child.exited
        self._child = None
        child.signal(signal.SIGKILL)  # what it left behind in its group
        self._warden.forget(child.group)
        await asyncio.wait({reading}, timeout=LAST_WORDS)
        reading.cancel()
        return ending(code)


def ending(code: int) -> str:
    """Return a return code in words."""
    if code >= 0:
        return f"exited with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
