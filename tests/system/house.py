"""A running system of its own for a proof: data directory, database, broker and processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from factory.core import valkey

ROOT = Path(__file__).resolve().parents[2]
Process = subprocess.Popen[bytes]


class House:
    """Starts processes in groups of their own, and ends all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._processes: list[Process] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.system.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    def build(self) -> None:
        """Start the broker and migrate."""
        self._own_services()

    def _own_services(self) -> None:
        """Use the environment's PostgreSQL and Redis, in a schema and database of this proof's own."""
        database, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        if database:
            name = f"proof_{uuid.uuid4().hex[:10]}"
            self._sql_server(database, f"CREATE DATABASE {name}")
            self.environment["DATABASE_URL"] = database.rpartition("/")[0] + f"/{name}"
        if redis:
            self.environment["REDIS_URL"] = redis.rpartition("/")[0] + "/3"
        else:
            self.start(*valkey.server_command(self.folder))
            self.until(valkey.socket_path(self.folder).exists)
        self.manage("migrate", "--verbosity", "0")

    def _sql_server(self, url: str, statement: str) -> None:
        subprocess.run(["psql", "-q", "-d", url, "-c", statement], check=True)

    def start(self, *command: str) -> Process:
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def celery(self, *words: str) -> Process:
        return self.start(sys.executable, "-m", "celery", "-A", "celery_app", "--quiet", *words)

    def worker(self, name: str = "worker") -> Process:
        return self.celery("worker", "-n", f"{name}@%h", "-c", "1", "-Q", "faces,gate,maintenance")

    def beat(self) -> Process:
        return self.celery("beat", "--max-interval", "1")

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, code: str) -> Any:
        """Run Python in the system; ``code`` sets ``answer``, which comes back as JSON."""
        wrapped = f"import json\n{code}\nprint('ANSWER' + json.dumps(answer, default=str))"
        output = self.manage("shell", "--no-imports", "-c", wrapped)
        return json.loads(output.rpartition("ANSWER")[2])

    def until(self, true: Callable[[], object], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def log(self) -> str:
        return (self.folder / "processes.log").read_text(errors="replace")[-4000:]

    def kill(self, process: Process) -> None:
        """SIGKILL the whole group: nothing of it gets to say goodbye."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in reversed(self._processes):
            if process.poll() is None:
                self.kill(process)
