"""What the long proofs of ``benchmarks.streaming`` do for half an hour, in little: faults, and a soak."""

from __future__ import annotations

import pytest

from benchmarks.streaming.faults import LIMIT_S, prove
from benchmarks.streaming.soak import soak
from tests.streaming.rtsp_camera import require_gstreamer

pytestmark = [pytest.mark.rtsp, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _gstreamer() -> None:
    require_gstreamer()


def test_every_fault_of_a_camera_is_told_and_overcome() -> None:
    times, _ = prove(rounds=7)
    assert len(times) == 7
    late = {
        name: kept for name, kept in times.items() if any(s > LIMIT_S for one in kept for s in one)
    }
    assert late == {}


def test_two_minutes_of_trouble_leak_nothing() -> None:
    verdicts = soak(seconds=120)
    assert {verdict.name for verdict in verdicts} == {"web", "supervisor", "vision", "capture"}
    assert [str(verdict) for verdict in verdicts if not verdict.sound] == []
