"""Processes of a proof: started in groups of their own, and all of them ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.patience import patient

ROOT = Path(__file__).resolve().parents[2]
Process = subprocess.Popen[bytes]


class Processes:
    """What they print goes to one file, which a failed proof shows the end of."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "processes.log"
        self._started: list[Process] = []

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> Process:
        with self._path.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self._started.append(process)
        return process

    def log(self) -> str:
        return self._path.read_text(errors="replace")[-4000:]

    def kill(self, process: Process) -> None:
        """SIGKILL the whole group: nothing of it gets to say goodbye."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in reversed(self._started):
            if process.poll() is None:
                self.kill(process)


def until(true: Callable[[], object], seconds: float, log: Callable[[], str]) -> None:
    """Wait for it; a failure shows the log."""
    deadline = time.monotonic() + patient(seconds)
    while not true():
        assert time.monotonic() < deadline, log()
        time.sleep(0.1)
