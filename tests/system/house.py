"""A running system of its own for a proof: workers, beats and a server on ground of their own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.system.ground import Ground
from tests.system.processes import Process, Processes, until
from tests.system.shell import Shell
from tests.web.serving import free_port


class House:
    """Starts processes in groups of their own, and ends all of them."""

    def __init__(self, folder: Path) -> None:
        self._processes = Processes(folder)
        self.ground = Ground(folder, self._processes)
        self.ground.environment["DJANGO_SETTINGS_MODULE"] = "tests.system.settings"
        self._shell: Shell | None = None

    def start(self, *command: str, **own: str) -> Process:
        """Start it with the house's environment and its own."""
        return self._processes.start(command, self.ground.environment | own)

    def celery(self, *words: str) -> Process:
        return self.start(sys.executable, "-m", "celery", "-A", "celery_app", "--quiet", *words)

    def worker(self, name: str = "worker") -> Process:
        return self.celery("worker", "-n", f"{name}@%h", "-c", "1", "-Q", "faces,gate,maintenance")

    def beat(self) -> Process:
        return self.celery("beat", "--max-interval", "1")

    def web(self) -> int:
        """Start the web server and return its port."""
        port = free_port()
        self.start(sys.executable, "manage.py", "serve", "--port", str(port))
        return port

    def ask(self, code: str) -> Any:
        """Run Python in the system; ``code`` sets ``answer``, which comes back as JSON."""
        if self._shell is None:
            self._shell = Shell(self.ground.environment)
        return self._shell.ask(code)

    def until(self, true: Callable[[], object], seconds: float = 30) -> float:
        """Wait for it and return how many seconds that took."""
        began = time.monotonic()
        until(true, seconds, self._processes.log)
        return time.monotonic() - began

    def kill(self, process: Process) -> None:
        self._processes.kill(process)

    def end(self) -> None:
        if self._shell:
            self._shell.end()
        self._processes.end()
        self.ground.clear()
