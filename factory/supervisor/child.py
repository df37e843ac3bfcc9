"""One run of one process: in a session of its own, its output read in bounded memory."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import signal
import subprocess
from typing import IO

from factory.supervisor.guard import in_child
from factory.supervisor.lines import LineSplitter
from factory.supervisor.merged_log import Writer
from factory.supervisor.spec import ProcessSpec

CHUNK_BYTES = 65536


class Child:
    """A started process; ``exited`` holds its return code once ``poll`` has seen the end."""

    def __init__(self, spec: ProcessSpec) -> None:
        """Start it; raises OSError where that cannot be done."""
        self._spec = spec
        self._popen = _started(spec)
        self.exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def group(self) -> int:
        return self._popen.pid

    def poll(self) -> None:
        """Take the process's end from the kernel, if it has come. Called at each SIGCHLD."""
        code = self._popen.poll()
        if code is not None and not self.exited.done():
            self.exited.set_result(code)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole process group, if anything of it lives."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, number)

    async def stop(self, within: float) -> bool:
        """Ask it to end; kill it after ``within`` seconds. Says whether it ended when asked."""
        if self._spec.tells_its_own:
            self._popen.send_signal(self._spec.stop_signal)
        else:
            self.signal(self._spec.stop_signal)
        await asyncio.wait({self.exited}, timeout=within)
        in_time = self.exited.done()
        self.signal(signal.SIGKILL)
        await self.exited
        return in_time

    async def read(self, write: Writer) -> None:
        """Hand its output to ``write``, some lines at a time, until it is closed."""
        assert self._popen.stdout is not None
        with contextlib.closing(self._popen.stdout) as pipe:
            await _lines(pipe, write)


async def _lines(pipe: IO[bytes], write: Writer) -> None:
    reader = asyncio.StreamReader(limit=CHUNK_BYTES)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    splitter = LineSplitter()
    try:
        while chunk := await reader.read(CHUNK_BYTES):
            if lines := splitter.feed(chunk):
                write(lines)
    finally:
        transport.close()
        if rest := splitter.close():
            write(rest)


def _started(spec: ProcessSpec) -> subprocess.Popen[bytes]:
    account = pwd.getpwnam(spec.user) if spec.user else None
    return subprocess.Popen(  # noqa: S603 - commands are our own
        spec.argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=spec.cwd,
        start_new_session=True,
        preexec_fn=in_child(spec.env),  # noqa: PLW1509 - the supervisor has one thread
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=() if account else None,
    )
