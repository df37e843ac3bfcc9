"""The demo's barrier as a real camera: RTSP, capture, detector, tracker, reader, decisions.

Three vehicles call: an authorised one, a blocked one, one with a plate that nobody can read.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from factory.alerts.models import Alert
from factory.sites.models import Site
from streaming.capture.client import CaptureClient
from streaming.detectors.choosing import detector_for
from streaming.frames import CameraInfo, Frame
from streaming.scenes import scene
from streaming.scenes.visits import PERIOD, Visit, visit_at
from streaming.tracking import Tracker
from streaming.vision.analysis import FPS
from streaming.vision.wants import wants_of
from tests.streaming.capturing import capturing
from tests.streaming.rtsp_camera import RtspCamera, free_port, require_gstreamer
from tests.vehicles.builders import allow, block, make_camera, make_gate
from vehicles.consumers import GONE_AFTER, PlateConsumer
from vehicles.models import Actuation, GateEvent, PlateRead

pytestmark = [pytest.mark.slow, pytest.mark.rtsp]
SEED, RATE, WIDTH, HEIGHT = 4, 15, 960, 540
SEEN_FROM, SEEN_FOR = 1.5, 19.0
"""Seconds of a visit in which there is something to see."""

EMPTY = 2.0
"""Seconds of an empty road at the beginning, from which the detector learns its background."""


def chosen() -> list[Visit]:
    """The first two clean visits of different vehicles, and the first dirty one of a third."""
    visits = [visit_at(SEED, number * PERIOD) for number in range(200)]
    clean = [visit for visit in visits if not visit.dirty and visit.vehicle.standing != "blocked"]
    blocked = next(v for v in visits if v.vehicle.standing == "blocked" and not v.dirty)
    dirty = next(v for v in visits if v.dirty and v.vehicle.plate != clean[0].vehicle.plate)
    return [clean[0], blocked, dirty]


def film(path: Path, visits: list[Visit]) -> float:
    """Draw and encode the visits; return how long the film is in seconds."""
    stage = scene("barrier", seed=SEED, width=WIDTH, height=HEIGHT, fps=RATE)
    numbers = [round((visits[0].starts + 23.0) * RATE)] * round(EMPTY * RATE)
    for visit in visits:
        start = round((visit.starts + SEEN_FROM) * RATE)
        numbers += range(start, start + round(SEEN_FOR * RATE))
    source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE)]
    command = ["ffmpeg", "-loglevel", "error", *source, "-i", "-", "-c:v", "libx264"]
    command += ["-preset", "ultrafast", "-crf", "18", "-bf", "0", "-g", str(RATE)]
    command += ["-pix_fmt", "yuv420p", "-x264-params", "aud=1:repeat-headers=1", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for number in numbers:
            encoder.stdin.write(stage.frame(number).tobytes())
    assert encoder.returncode == 0
    return len(numbers) / RATE


def frames(client: CaptureClient, camera: CameraInfo, seconds: float) -> Iterator[Frame]:
    """What the vision process would show its recognisers, for as long as the film lasts."""
    # As docs/vehicles.md sets a camera up: the detector is left as it is, and there is no model.
    wants = wants_of(["vehicles"])
    detector = detector_for("auto", scheme="rtsp", model="", wants=wants)
    tracker, end = Tracker(FPS), time.monotonic() + seconds
    client.ask_raw(FPS)
    while time.monotonic() < end:
        at_ns, picture = client.next_raw()
        seen = tracker.update(detector(picture))
        at = datetime.fromtimestamp(at_ns / 1e9, UTC)
        yield Frame(camera.id, camera.site_id, at, picture, seen)


def show(consumer: PlateConsumer, seen: Iterator[Frame]) -> None:
    """Hand over a frame where the consumer's own rate asks for one."""
    due, frame = 0.0, None
    for frame in seen:
        if frame.captured_at.timestamp() >= due:
            due = frame.captured_at.timestamp() + 1 / consumer.max_fps
            consumer.consume(frame)
    assert frame is not None
    # A while later nothing is in view: what left undecided is told of, on a slow machine too.
    later = frame.captured_at + GONE_AFTER + timedelta(seconds=1)
    consumer.consume(replace(frame, captured_at=later, detections=()))


@pytest.mark.django_db
def test_one_opens_one_alerts_one_waits_for_a_person(site: Site, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr_onnxruntime", reason="the vision extra is not installed")
    require_gstreamer()
    authorised, blocked, dirty = visits = chosen()
    camera = make_camera(site)
    make_gate(site, camera)
    allow(site, authorised.vehicle.plate)
    block(site, blocked.vehicle.plate)
    allow(site, dirty.vehicle.plate)
    seconds = film(tmp_path / "barrier.h264", visits)
    rtsp = RtspCamera(free_port(), tmp_path / "barrier.h264")
    rtsp.start()
    info = CameraInfo(camera.pk, site.pk, camera.camera_id, camera.name, camera.direction)
    consumer = PlateConsumer(info)
    try:
        with (
            capturing(rtsp.url, tmp_path / "s", width=WIDTH, height=HEIGHT) as capture,
            capture.client() as client,
        ):
            show(consumer, frames(client, info, seconds))
    finally:
        rtsp.kill()
    told = GateEvent.objects.order_by("at").values_list("plate", "decision", "opened")
    assert list(told) == [
        (authorised.vehicle.plate, "pass", True),
        (blocked.vehicle.plate, "blocked", False),
    ]
    assert Actuation.objects.count() == 1
    assert Alert.objects.get(kind="blocked-vehicle").count == 1
    held = PlateRead.objects.filter(requires_manual_review=True, event=None)
    assert held.exclude(snapshot=None).exists()
    assert not PlateRead.objects.filter(valid=True).exclude(event__decision="pass").exists()
