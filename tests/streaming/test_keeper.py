"""Capture processes kept alive: real ones, killed, frozen, and told to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from streaming.capture.config import CaptureConfig
from streaming.supervision import keeper as keeping
from streaming.supervision.child import end, start
from streaming.supervision.keeper import CaptureKeeper
from streaming.supervision.reports import lost, offline
from streaming.supervision.tenure import HOLD_S, Tenure
from tests.patience import patient
from tests.streaming.builders import report
from tests.streaming.capturing import ROOT, eventually, make_video

Keep = Callable[..., CaptureKeeper]


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Keep]:
    kept: list[CaptureKeeper] = []
    url = make_video(tmp_path / "film.avi", frames=30)

    def make(tenure: Tenure | None = None, **settings: object) -> CaptureKeeper:
        socket = str(tmp_path / "c.sock")
        config = CaptureConfig(**{"url": url, "socket": socket, "always": True} | settings)  # type: ignore[arg-type]
        order = json.dumps(asdict(config))
        kept.append(CaptureKeeper("CAM-TEST", order, socket, tenure=tenure))
        return kept[-1]

    yield make
    for one in kept:
        one.stop()
    for one in kept:
        one.join()


def state(keeper: CaptureKeeper) -> str:
    return str((keeper.report or {}).get("state"))


def pids(tmp_path: Path) -> list[int]:
    """Return the capture processes that are our children."""
    found = [pid for pid in children(os.getpid()) if not ended(pid)]
    return [
        pid for pid in found if b"streaming.capture" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def ended(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_a_process_knows_its_end_from_its_first_breath(capfd: pytest.CaptureFixture[str]) -> None:
    tenure = Tenure()
    tenure.until = 7.5
    echo = [sys.executable, "-c", "print(input(), input())"]
    end(start(echo, '{"url": "x"}', tenure), patience=10)
    assert capfd.readouterr().out == '{"url": "x"} {"lease": 7.5}\n'


def test_its_word_is_heard(keep: Keep, tmp_path: Path) -> None:
    keeper = keep()
    eventually(lambda: state(keeper) == "live", "the film")
    assert keeper.report is not None
    assert keeper.report["width"] == 320
    keeper.stop()
    keeper.join()
    assert pids(tmp_path) == []


def test_a_killed_one_is_said_to_be_gone_and_started_again(keep: Keep, tmp_path: Path) -> None:
    keeper = keep()
    eventually(lambda: state(keeper) == "live", "the film")
    (pid,) = pids(tmp_path)
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: state(keeper) == "offline", "its death", 5)
    assert keeper.report is not None
    assert "ended" in keeper.report["error"]
    eventually(lambda: state(keeper) == "live", "its return")
    assert pids(tmp_path) != [pid]


def test_a_frozen_one_is_killed(
    keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE_S", 0.2)
    monkeypatch.setattr(keeping, "MUTE_AFTER_S", 1.0)
    keeper = keep()
    eventually(lambda: state(keeper) == "live", "the film")
    (pid,) = pids(tmp_path)
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: pid not in pids(tmp_path), "its end")
    eventually(lambda: state(keeper) == "live", "its successor")


def test_nothing_is_read_beyond_the_tenure(keep: Keep, tmp_path: Path) -> None:
    tenure = Tenure()
    keeper = keep(tenure)
    time.sleep(0.5)
    assert pids(tmp_path) == []
    tenure.granted(time.monotonic() - HOLD_S + 6)
    eventually(lambda: state(keeper) == "live", "the film", 5)
    # Nobody carries on: as if this process were frozen, its capture ends by itself.
    eventually(lambda: state(keeper) == "offline", "the end")
    time.sleep(1.5)
    assert pids(tmp_path) == []
    tenure.granted(time.monotonic())
    eventually(lambda: state(keeper) == "live", "the film again")


def test_a_capture_ends_itself_while_its_keeper_is_frozen(tmp_path: Path) -> None:
    url = make_video(tmp_path / "film.avi", frames=30)
    config = CaptureConfig(url=url, socket=str(tmp_path / "c.sock"), always=True)
    code = (
        "import sys, time; from streaming.supervision.keeper import CaptureKeeper\n"
        "from streaming.supervision.tenure import HOLD_S, Tenure\n"
        "tenure = Tenure(); tenure.granted(time.monotonic() - HOLD_S + 8)\n"
        f"CaptureKeeper('CAM-TEST', {json.dumps(asdict(config))!r}, {config.socket!r}, tenure=tenure)\n"
        "time.sleep(60)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        eventually(Path(config.socket).exists, "its start", 7)
        (child,) = children(supervisor.pid)
        supervisor.send_signal(signal.SIGSTOP)
        eventually(lambda: not Path(config.socket).exists(), "its end")
        eventually(lambda: ended(child), "its end")
    finally:
        supervisor.kill()
        supervisor.wait(5)


def test_a_machine_that_starves_gets_ever_more_time(
    keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [keeping.patience(mutes) for mutes in (0, 1, 2, 9)] == [20, 40, 80, 120]
    # Less than any start takes: only one that is given twice as long, again and again, gets to speak.
    monkeypatch.setattr(keeping, "MUTE_AFTER_S", 0.15)
    monkeypatch.setattr(keeping, "RETRY_S", 0.01)
    keeper = keep()
    eventually(lambda: state(keeper) == "live", "the film", 40)


def test_one_that_cannot_start_is_tried_again_ever_later(keep: Keep) -> None:
    keeper = keep(transport="smoke")
    eventually(lambda: state(keeper) == "offline", "the report")
    time.sleep(1.5)
    assert state(keeper) == "offline"
    began = time.monotonic()
    keeper.stop()
    keeper.join()
    assert time.monotonic() - began < patient(3)


def test_reports_of_the_lost() -> None:
    assert offline("x", 5)["since_ns"] == 5
    assert lost(None, "x", 5) == offline("x", 5)
    gone = lost(report(since_s=60), "gone", 7)
    assert (gone["state"], gone["fps"], gone["since_ns"]) == ("offline", 0, 7)
    assert gone["frames_read"] == 1200
    # What was offline before has been so since then.
    before = report("offline", since_s=60)
    assert lost(before, "gone", 7)["since_ns"] == before["since_ns"]
    assert set(report()) - {"connected"} == set(offline("x", 5))
