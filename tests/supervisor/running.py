"""A real supervisor in a process of its own, its log, and who is alive below it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.patience import patient

# A line of output in one piece: what two processes print into one pipe is not mixed.
IN_LINES = "import sys; sys.stdout.reconfigure(line_buffering=True)\n"
MAIN = f"""
import asyncio, json, sys
from pathlib import Path
from factory.supervisor import ProcessSpec, run
def port_open(port):
    async def check():
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
        except OSError:
            return False
        return True
    return check
specs = []
for given in json.loads(sys.argv[2]):
    given["argv"] = (sys.executable, "-c", {IN_LINES!r} + given.pop("code"))
    if "port" in given:
        given["ready_check"] = port_open(given.pop("port"))
    specs.append(ProcessSpec(**given))
sys.exit(run(specs, data_dir=Path(sys.argv[1]), log=sys.stdout))
"""
PATIENCE = 30.0


def wait_for(what: Callable[[], object], message: str) -> None:
    until = time.monotonic() + patient(PATIENCE)
    while not what():
        assert time.monotonic() < until, message
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Say whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@dataclass
class Running:
    """A supervisor under test; ``specs`` are ProcessSpec's fields with Python ``code`` as argv."""

    folder: Path
    specs: list[dict[str, Any]]
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        with self._log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MAIN, str(self.folder / "data"), json.dumps(self.specs)],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def _log_path(self) -> Path:
        return self.folder / "log"

    def log(self) -> list[str]:
        return self._log_path.read_text(encoding="utf-8").splitlines()

    def saw(self, text: str) -> None:
        """Wait for a line that holds ``text``."""
        wait_for(
            lambda: any(text in line for line in self.log()),
            f"no {text!r} in:\n" + "\n".join(self.log()),
        )

    def pids(self) -> list[int]:
        """Return the process ids that children printed as ``pid N``."""
        return [int(line.split()[-1]) for line in self.log() if " | pid " in line]

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def ended(self) -> int:
        return self.process.wait(patient(PATIENCE))

    def stop(self) -> float:
        """Press Ctrl-C, and return the seconds until the end."""
        began = time.monotonic()
        self.signal(signal.SIGINT)
        assert self.ended() == 0
        return time.monotonic() - began
