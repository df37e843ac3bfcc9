"""Capture processes kept alive: real ones, killed, frozen, and told to end."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from streaming.capture.config import CaptureConfig
from streaming.supervision import keeper as keeping
from streaming.supervision.keeper import CaptureKeeper
from streaming.supervision.reports import lost, offline
from tests.streaming.builders import report
from tests.streaming.capturing import eventually, make_video

Keep = Callable[..., CaptureKeeper]


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Keep]:
    kept: list[CaptureKeeper] = []
    url = make_video(tmp_path / "film.avi", frames=30)

    def make(**settings: object) -> CaptureKeeper:
        socket = str(tmp_path / "c.sock")
        config = CaptureConfig(**{"url": url, "socket": socket, "always": True} | settings)  # type: ignore[arg-type]
        kept.append(CaptureKeeper("CAM-TEST", json.dumps(asdict(config)), socket))
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
    children = [
        pid
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text().split()
    ]
    return [
        int(pid)
        for pid in children
        if b"streaming.capture" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


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
    assert time.monotonic() - began < 3


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
