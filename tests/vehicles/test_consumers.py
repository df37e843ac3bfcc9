"""Frames in, decisions out: with an engine of our own, and from the drawn barrier with the real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError
from django.utils.module_loading import import_string

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.errors import Unavailable
from factory.evidence.models import Snapshot
from factory.sites.models import Site
from streaming.detectors.motion import MotionDetector
from streaming.frames import CameraInfo, Detection, Frame, Image
from streaming.models import Camera
from streaming.scenes import scene
from streaming.scenes.visits import PERIOD, visit_at
from streaming.tracking import Tracker
from tests.builders import default_site
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate
from vehicles.consumers import PATIENCE, PlateConsumer
from vehicles.engines import base
from vehicles.models import GateEvent, PlateRead
from vehicles.plate_lines import Line

pytestmark = pytest.mark.django_db
BLANK: Image = np.zeros((360, 640, 3), np.uint8)
CAR = Detection("car", 0.9, (100, 100, 300, 250), track_id=3)


class Says:
    """An engine that reads what it is told, line after line."""

    def __init__(self, *texts: str, confidence: float = 0.95) -> None:
        self._texts, self._confidence = list(texts), confidence
        self.looked: list[tuple[int, ...]] = []

    def read(self, image: Image) -> Sequence[Line]:
        self.looked.append(image.shape)
        text = self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]
        return [Line(text, self._confidence, (10, 20, 110, 40))]


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera)
    return camera


def consumer_of(camera: Camera, engine: Says | None = None) -> PlateConsumer:
    info = CameraInfo(camera.pk, camera.site_id, camera.camera_id, camera.name, camera.direction)
    return PlateConsumer(info, engine)


def frame(camera: Camera, at: datetime, *seen: Detection) -> Frame:
    return Frame(camera.pk, camera.site_id, at, BLANK, seen)


def show(consumer: PlateConsumer, camera: Camera, *frames: tuple[Detection, ...]) -> None:
    """Show frames half a second apart, the last of them now."""
    start = clock.now() - timedelta(seconds=0.5) * (len(frames) - 1)
    for number, seen in enumerate(frames):
        consumer.consume(frame(camera, start + timedelta(seconds=0.5) * number, *seen))


def test_two_frames_that_agree_decide_once(site: Site, camera: Camera) -> None:
    allow(site)
    show(consumer_of(camera, Says(PLATE)), camera, *[(CAR,)] * 6)
    read = PlateRead.objects.get()
    assert (read.camera, read.direction, read.fired) == (camera, "in", True)
    event = GateEvent.objects.get()
    assert (event.opened, event.snapshot) == (True, Snapshot.objects.get())


def test_the_plate_is_drawn_for_those_who_may_see_it(camera: Camera) -> None:
    engine = Says(PLATE)
    (drawn,) = consumer_of(camera, engine).consume(frame(camera, clock.now(), CAR)).detections
    assert (drawn.label, drawn.text, drawn.personal) == ("plate", PLATE, True)
    assert drawn.xyxy == pytest.approx((102, 112, 202, 132))
    assert engine.looked == [(166, 216, 3)]


@pytest.mark.parametrize(
    "seen",
    [
        Detection("person", 0.9, (100, 100, 300, 250), track_id=3),
        Detection("car", 0.9, (100, 100, 300, 250)),
    ],
)
def test_only_tracked_vehicles_are_read(camera: Camera, seen: Detection) -> None:
    engine = Says(PLATE)
    show(consumer_of(camera, engine), camera, (seen,), (seen,))
    assert engine.looked == []


def test_a_parked_vehicle_is_left_alone(camera: Camera) -> None:
    engine = Says(PLATE)
    show(consumer_of(camera, engine), camera, *[(CAR,)] * 100)
    assert len(engine.looked) == 2


def test_one_lucky_frame_does_not_lift_a_hard_plate(camera: Camera) -> None:
    consumer = consumer_of(camera, Says(PLATE, confidence=0.8))
    show(consumer, camera, *[(CAR,)] * (PATIENCE - 1))
    assert not PlateRead.objects.exists()
    show(consumer, camera, (CAR,))
    assert PlateRead.objects.get().reason == "low_confidence"


def test_a_vehicle_that_leaves_too_soon_goes_to_review(site: Site, camera: Camera) -> None:
    allow(site)
    consumer = consumer_of(camera, Says(PLATE))
    now = clock.now()
    consumer.consume(frame(camera, now - timedelta(seconds=11), CAR))
    consumer.consume(frame(camera, now))
    read = PlateRead.objects.get()
    assert (read.reason, read.requires_manual_review) == ("too_few_votes", True)
    assert not GateEvent.objects.exists()


def test_what_the_database_refuses_is_tried_again(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer = consumer_of(camera, Says(PLATE))
    with monkeypatch.context() as patch:
        patch.setattr(PlateRead, "save", _gone)
        with pytest.raises(Unavailable):
            show(consumer, camera, (CAR,), (CAR,))
    assert not PlateRead.objects.exists()
    consumer.consume(frame(camera, clock.now()))
    assert PlateRead.objects.get().text == PLATE


def _gone(*_args: Any, **_kwargs: Any) -> None:
    raise OperationalError("gone")


def test_no_place_for_the_picture(camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("vehicles.consumers.keep", full)
    show(consumer_of(camera, Says(PLATE)), camera, (CAR,), (CAR,))
    assert PlateRead.objects.get().snapshot is None


def test_without_the_extra_it_says_what_to_install(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(base, "import_module", missing)
    with pytest.raises(base.EngineMissingError, match=r"requirements-vision\.txt"):
        show(consumer_of(camera), camera, (CAR,))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_barrier_end_to_end(site: Site, camera: Camera) -> None:
    """Two vehicles of the drawn scene, one blocked and one allowed, and the dirty plate of a third."""
    pytest.importorskip("rapidocr_onnxruntime", reason="the vision extra is not installed")
    seed = 4
    visits = [visit_at(seed, number * PERIOD) for number in range(60)]
    dirty = next(visit for visit in visits if visit.dirty)
    block(site, visits[0].vehicle.plate)
    allow(site, visits[2].vehicle.plate)
    drive(camera, seed, [0, 2, dirty.number])
    told = GateEvent.objects.order_by("pk").values_list("plate", "decision", "opened")
    assert list(told) == [
        (visits[0].vehicle.plate, "blocked", False),
        (visits[2].vehicle.plate, "pass", True),
    ]
    assert Alert.objects.get().count == 1
    assert PlateRead.objects.filter(requires_manual_review=True, event=None).exists()


def drive(camera: Camera, seed: int, numbers: Sequence[int]) -> None:
    """Show whole visits at ten frames a second, the recogniser at its own rate."""
    stage, fps = scene("barrier", seed=seed, fps=10.0), 10
    detector, tracker = MotionDetector(), Tracker(fps)
    consumer = consumer_of(camera)
    for number in numbers:
        start = round(number * PERIOD * fps)
        for n in range(start - 15, start + round(PERIOD * fps)):
            picture = stage.frame(max(n, 0))
            seen = tracker.update(detector(picture))
            if n % (fps // consumer.max_fps) == 0:
                now = clock.now()
                consumer.consume(Frame(camera.pk, camera.site_id, now, picture, seen))


def test_the_consumer_is_named_in_the_settings(settings: Any) -> None:
    assert import_string(settings.STREAMING_CONSUMERS["vehicles"]) is PlateConsumer
