"""The vision process kept alive: frozen ones are replaced, and none outlives supervisor or lease."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from streaming.supervision import sight
from streaming.supervision.child import end
from streaming.supervision.sight import VisionKeeper
from streaming.supervision.tenure import HOLD_S, Tenure
from tests.streaming.capturing import ROOT, eventually

PULSING = """
import os, sys, time
from streaming.vision.leash import Leash
ended = []
Leash(lambda: os._exit(0), (0, 1)).start()
open({path!r}, "a").write(str(os.getpid()) + "\\n")
time.sleep(60)
"""
Keep = Callable[[str], VisionKeeper]


@pytest.fixture
def tenure() -> Tenure:
    made = Tenure()
    made.until = time.monotonic() + 120
    return made


@pytest.fixture
def keep(tenure: Tenure, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keep]:
    monkeypatch.setattr(sight, "TURN_S", 0.1)
    monkeypatch.chdir(ROOT)
    kept: list[VisionKeeper] = []

    def make(code: str) -> VisionKeeper:
        kept.append(VisionKeeper([sys.executable, "-c", code], tenure))
        kept[-1].start()
        return kept[-1]

    yield make
    for one in kept:
        one.stop()
        one.join()
        assert not one._thread.is_alive()


@pytest.fixture
def started(tmp_path: Path) -> Callable[[], list[int]]:
    """Return the processes that have begun so far."""
    path = tmp_path / "pids"
    return lambda: [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.fixture
def pulsing(tmp_path: Path) -> str:
    return PULSING.format(path=str(tmp_path / "pids"))


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_a_frozen_one_is_killed_and_replaced(
    keep: Keep, pulsing: str, started: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight, "MUTE_AFTER_S", 2.5)
    keep(pulsing)
    eventually(started, "its start")
    time.sleep(1.5)
    (first,) = started()
    os.kill(first, signal.SIGSTOP)
    eventually(lambda: gone(first), "its end")
    eventually(lambda: len(started()) == 2, "its successor")


def test_one_that_never_says_a_word_is_killed(
    keep: Keep, started: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mutes: list[int] = []

    def short(number: int) -> float:
        mutes.append(number)
        return 0.5 + number

    monkeypatch.setattr(sight, "patience", short)
    path = str(tmp_path / "pids")
    keep(f"import os, time; open({path!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)")
    eventually(lambda: len(started()) == 2, "another try")
    assert gone(started()[0])
    assert mutes == [1, 2], "models take their time: from the start twice that of a capture process"


def test_a_machine_that_stood_still_ends_nobody(
    keep: Keep, started: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stood = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + stood[0])
    monkeypatch.setattr(sight, "time", clock)
    path = str(tmp_path / "pids")
    pulse = "while True: os.write(1, b'.'); time.sleep(0.6)"
    keep(f"import os, time; open({path!r}, 'a').write(f'{{os.getpid()}}\\n')\n{pulse}")
    eventually(started, "its start")
    time.sleep(1.5)
    stood[0] = 100.0
    time.sleep(1.5)
    assert len(started()) == 1
    assert not gone(started()[0])


def test_stopping_ends_it(keep: Keep, pulsing: str, started: Callable[[], list[int]]) -> None:
    keeper = keep(pulsing)
    eventually(started, "its start")
    keeper.stop()
    keeper.join()
    assert gone(started()[0])


def test_one_that_has_not_begun_is_not_waited_for(
    keep: Keep, pulsing: str, started: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    patience: list[float] = []

    def ended(process: subprocess.Popen[bytes], seconds: float) -> None:
        patience.append(seconds)
        end(process, seconds)

    monkeypatch.setattr(sight, "end", ended)
    silent, speaking = keep("import time; time.sleep(60)"), keep(pulsing)
    eventually(started, "its start")
    time.sleep(1)
    for keeper in (silent, speaking):
        keeper.stop()
        keeper.join()
    assert patience == [0.0, sight.STOP_S]


def test_it_ends_with_the_tenure_and_waits_for_the_next(
    keep: Keep, pulsing: str, started: Callable[[], list[int]], tenure: Tenure
) -> None:
    keep(pulsing)
    eventually(started, "its start")
    tenure.until = time.monotonic()
    (first,) = started()
    eventually(lambda: gone(first), "its end")
    time.sleep(1.5)
    assert started() == [first]
    tenure.granted(time.monotonic() + HOLD_S)
    eventually(lambda: len(started()) == 2, "its successor")


def test_the_real_one_gives_signs_and_ends_with_its_supervisor(tmp_path: Path) -> None:
    # On a database without tables: what it can be started with at any time.
    env = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
    }
    command = sight.command_for("nobody")
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.read(2) == b".."
        process.stdin.close()
        process.wait(10)
    finally:
        process.kill()
        process.wait(5)
        process.stdout.close()
