"""A clone of the repository, started by ``make run`` in an environment of PATH and HOME alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from itertools import count
from pathlib import Path

from tests.patience import patient
from tests.services import require
from tests.system.processes import ROOT

VENV = Path(sys.prefix)
NUMBERS = count(1)
HEALTHY = b'"status":"healthy"'


def clone_of_this(folder: Path) -> Path:
    """Clone what is committed; the packages are those installed already, as nothing is fetched here."""
    require((ROOT / ".git").exists() and shutil.which("git"), "a checkout by git")
    require(shutil.which("make"), "make")
    require((VENV / "installed").is_file(), "the packages as `make venv` installs them")
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{ROOT}", folder], check=True)
    (folder / ".venv").symlink_to(VENV)
    return folder


class Run:
    """``make run`` in a clone; ``told`` are the variables that its user types in front of it."""

    def __init__(self, clone: Path, **told: str) -> None:
        self.clone, self.port = clone, int(told["PORT"])
        self.servers = {name: told[name] for name in ("DATABASE_URL", "REDIS_URL") if name in told}
        self.data_dir = Path(told.get("DATA_DIR", clone / "data"))
        # Of its own: a start that is refused tells so in its log, not in that of the one that runs.
        self._log = clone.with_name(f"{clone.name}-{next(NUMBERS)}.log")
        self._words = ["env", "-i", f"PATH={os.environ['PATH']}", f"HOME={clone.parent}"]
        self._words += [f"{name}={value}" for name, value in told.items()]
        self.start()

    def start(self) -> None:
        """Type the command; once more after an end."""
        self.began = time.monotonic()
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._words, "make", "run"],
                cwd=self.clone,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(self.url("/api/health"), timeout=5) as answer:
                return HEALTHY in answer.read()
        except OSError:
            return False

    def healthy(self, within: float) -> float:
        """Wait until it is; return the seconds since the command."""
        while not self.is_healthy():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() - self.began < within, self.log()[-4000:]
            time.sleep(0.25)
        return time.monotonic() - self.began

    def lives_on(self, within: float = 60) -> bool:
        """Return whether none of its processes has died, and it is healthy, or soon so.

        A machine that starts a second copy keeps a worker's heartbeat waiting.
        """
        deadline = time.monotonic() + patient(within)
        while not self.is_healthy():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.25)
        return "starting it again" not in self.log()

    def password(self) -> str:
        return (self.data_dir / "secrets" / "demo_password").read_text().strip()

    def interrupt(self) -> float:
        """Press Ctrl-C, which reaches the whole group; return the seconds until the end."""
        began = time.monotonic()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            self.process.wait(patient(30))
        return time.monotonic() - began

    def ended(self) -> str:
        """Wait for an end of its own; return what it said."""
        self.process.wait(patient(60))
        return self.log()

    def left_behind(self) -> list[str]:
        """Return the command lines of processes that this start has left."""
        needles = f"\0PORT={self.port}\0".encode(), f"\0HOME={self.clone.parent}\0".encode()
        return [
            (entry.parent / "cmdline").read_text().replace("\0", " ")
            for entry in Path("/proc").glob("[0-9]*/environ")
            if all(needle in b"\0" + _read(entry) for needle in needles)
        ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
