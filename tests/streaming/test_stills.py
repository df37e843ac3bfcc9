"""The frame of a moment that has passed: kept by capture, fetched by time, kept as evidence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from factory.evidence.models import Snapshot
from factory.evidence.services import open_picture
from streaming import stills
from streaming.capture import recent
from streaming.capture.recent import Recent
from streaming.services import keep_still
from streaming.stills import still_at
from tests.builders import make_site
from tests.streaming.capturing import CaptureProcess, capturing, decoded, eventually, make_video

S = 10**9
KEPT = [(n * S, b"%d" % n) for n in range(1, 6)]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (0, (3 * S, b"3")),
        (3 * S, (3 * S, b"3")),
        (4 * S - 1, (4 * S, b"4")),
        (4 * S + S // 4, (4 * S, b"4")),
        (9 * S, (5 * S, b"5")),
    ],
    ids=["before all", "exact", "just before", "just after", "after all"],
)
def test_the_nearest_of_the_last_two_seconds(at: int, found: tuple[int, bytes]) -> None:
    kept = Recent(seconds=2)
    for at_ns, jpeg in KEPT:
        kept.add(at_ns, jpeg)
    assert kept.nearest(at) == found


def test_an_empty_ring_has_nothing() -> None:
    assert Recent(2).nearest(S) is None


def test_large_pictures_cost_seconds_and_not_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "LARGEST_BYTES", 25)
    kept = Recent(seconds=100)
    for n in range(10):
        kept.add(n, b"x" * 10)
    assert kept.nearest(0) == (8, b"x" * 10)
    kept.add(10, b"x" * 30)
    assert kept.nearest(0) is None
    kept.add(11, b"y")
    assert kept.nearest(0) == (11, b"y")


@pytest.fixture
def capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaptureProcess]:
    path = tmp_path / "c.sock"
    monkeypatch.setattr(stills, "capture_socket", lambda _camera: str(path))
    # Fifty frames from dark to light in two seconds, so that brightness tells the time.
    film = make_video(tmp_path / "film.avi", frames=50, width=640)
    with capturing(film, path, always=True, keep=10.0, keep_fps=10.0) as running:
        yield running


def _seconds_kept() -> float:
    now = datetime.now(UTC)
    oldest = still_at(7, now - timedelta(seconds=9), near=timedelta(seconds=9))
    return (now - oldest.captured_at).total_seconds() if oldest else 0.0


def test_what_a_camera_showed_a_second_ago(capture: CaptureProcess) -> None:
    capture.client().close()
    eventually(lambda: _seconds_kept() > 2, "two seconds of frames")
    now = datetime.now(UTC)
    earlier, later = (still_at(7, now - timedelta(seconds=s)) for s in (1.5, 1.0))
    assert earlier
    assert later
    assert (later.captured_at - earlier.captured_at).total_seconds() == pytest.approx(0.5, abs=0.25)
    assert decoded(later.jpeg).shape == (360, 640, 3)
    assert decoded(later.jpeg).mean() != pytest.approx(decoded(earlier.jpeg).mean(), abs=5)


def test_what_nobody_has(capture: CaptureProcess, tmp_path: Path) -> None:
    capture.client().close()
    eventually(lambda: _seconds_kept() > 0.2, "a frame")
    assert still_at(7, datetime.now(UTC) - timedelta(minutes=5)) is None
    for year in (1960, 2600, 9999):
        assert still_at(7, datetime(year, 1, 1, tzinfo=UTC)) is None
    capture.kill()
    assert still_at(7, datetime.now(UTC)) is None


def test_a_camera_that_feeds_nobody_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.sock"
    monkeypatch.setattr(stills, "capture_socket", lambda _camera: str(path))
    with capturing(make_video(tmp_path / "film.avi"), path, always=True) as running:
        with running.client() as client:
            eventually(lambda: client.status()["frames_read"] > 3, "frames")
        assert still_at(7, datetime.now(UTC)) is None


@pytest.mark.django_db
def test_it_is_kept_as_evidence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    found = stills.Still(at + timedelta(milliseconds=80), b"jpeg")
    monkeypatch.setattr("streaming.services.stills.still_at", lambda *_: found)
    site = make_site()
    kept = keep_still(camera=7, site_id=site.pk, at=at, kind=Snapshot.Kind.VEHICLE)
    assert kept
    assert (kept.site_id, kept.captured_at) == (site.pk, found.captured_at)
    with open_picture(snapshot=kept, caller=None) as file:
        assert file.read() == b"jpeg"
    monkeypatch.setattr("streaming.services.stills.still_at", lambda *_: None)
    assert keep_still(camera=7, site_id=site.pk, at=at, kind=Snapshot.Kind.VEHICLE) is None


def test_asking_does_not_disturb_those_who_watch(capture: CaptureProcess) -> None:
    with capture.client() as client:
        client.ask_raw(10)
        time.sleep(0.5)
        assert client.kept(time.time_ns())
        assert client.next_raw()[1].shape == (360, 640, 3)
