"""The whole product as a user starts it, in a data directory and on a port of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.patience import patient
from tests.streaming.rtsp_camera import free_port
from tests.system.ground import Ground
from tests.system.processes import ROOT, Processes


class Product:
    """``manage.py run`` in a data directory and on a port of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.folder = folder
        self._processes = Processes(folder)
        self._ground = Ground(folder, self._processes)
        own = {"DATA_DIR": str(folder / "data"), "PORT": str(self.port)}
        self._ground.environment |= own
        self._ground.use_database(migrated=True)
        self.environment = self._ground.environment | environment
        command = (sys.executable, "manage.py", "run")
        self.process = self._processes.start(command, self.environment)

    def log(self) -> str:
        return self._processes.log()

    def get(self, path: str, token: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with urllib.request.urlopen(self.request(path, headers), timeout=5) as answer:
            return json.load(answer)

    def request(self, path: str, headers: dict[str, str]) -> urllib.request.Request:
        return urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)

    def operator_token(self) -> str:
        """Make an operator and sign in."""
        password = "a long enough password"
        subprocess.run(
            [sys.executable, "manage.py", "createsuperuser", "--noinput"],
            cwd=ROOT,
            env=self.environment
            | {
                "DJANGO_SUPERUSER_USERNAME": "operator",
                "DJANGO_SUPERUSER_EMAIL": "operator@example.com",
                "DJANGO_SUPERUSER_PASSWORD": password,
            },
            check=True,
            capture_output=True,
        )
        return self.token_of("operator", password)

    def token_of(self, username: str, password: str) -> str:
        """Sign in."""
        asked = self.request("/api/v1/auth/token", {"Content-Type": "application/json"})
        asked.data = json.dumps({"username": username, "password": password}).encode()
        with urllib.request.urlopen(asked, timeout=patient(10)) as answer:
            token: str = json.load(answer)["token"]
            return token

    def health(self) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self.get("/api/health")
        except OSError:
            return {"status": "unreachable", "services": {}}
        return answer

    def until(self, status: str, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + patient(seconds)
        while (health := self.health())["status"] != status:
            assert time.monotonic() < deadline, f"{health}\n{self.log()}"
            time.sleep(0.5)
        return health

    def stop(self) -> float:
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(patient(20))
        return time.monotonic() - began

    def end(self) -> None:
        """Stop what still runs, and drop what it stood on."""
        if self.process.poll() is None:
            self.stop()
        self._processes.end()
        self._ground.clear()

    def left_behind(self) -> list[str]:
        """Return the command lines of processes that still use this data directory."""
        needle = f"DATA_DIR={self.folder}".encode()
        return [
            (path.parent / "cmdline").read_text().replace("\0", " ")
            for path in Path("/proc").glob("[0-9]*/environ")
            if needle in bytes_of(path)
        ]


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
