"""Frames in, decisions out: with an engine of our own, and from the drawn barrier with the real one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError
from django.utils.module_loading import import_string

from factory.core import clock
from factory.core.errors import Unavailable
from factory.evidence.models import Snapshot
from factory.sites.models import Site
from streaming.frames import CameraInfo, Detection, Frame, Image
from streaming.models import Camera
from tests.vehicles.builders import PLATE, allow, make_camera, make_gate
from vehicles.consumers import PATIENCE, PlateConsumer
from vehicles.engines import base
from vehicles.looks import UNREAD_AFTER
from vehicles.models import GateEvent, PlateRead
from vehicles.plate_lines import Line

pytestmark = pytest.mark.django_db
BLANK: Image = np.zeros((360, 640, 3), np.uint8)
CAR = Detection("car", 0.9, (100, 100, 300, 250), track_id=3)


class Says:
    """An engine that reads what it is told, look after look."""

    def __init__(
        self, *texts: str, confidence: float = 0.95, figures: tuple[float, ...] = ()
    ) -> None:
        self._texts, self._confidence, self._figures = list(texts), confidence, figures
        self.looked: list[tuple[int, ...]] = []

    def read(self, image: Image) -> Sequence[Line]:
        self.looked.append(image.shape)
        text = self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]
        return [
            Line(one, self._confidence, (10, 20 + 25 * row, 110, 40 + 25 * row), self._figures)
            for row, one in enumerate(text.split("\n"))
        ]


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


def test_half_of_a_plate_waits_for_a_person(site: Site, camera: Camera) -> None:
    allow(site, "MH12A1234")
    coming = [
        (Detection("car", 0.9, (100 + 10 * n, 100, 300 + 10 * n, 250), track_id=3),)
        for n in range(PATIENCE)
    ]
    show(consumer_of(camera, Says("MH12A1234\nTC0O01")), camera, *coming)
    read = PlateRead.objects.get()
    assert (read.text, read.reason, read.event) == ("MH12A1234", "too_few_votes", None)


def test_the_whole_plate_opens_after_its_half(site: Site, camera: Camera) -> None:
    allow(site, "KA51AD6384")
    looks = [*["KA51"] * PATIENCE, *["KA51\nAD6384"] * PATIENCE]
    coming = [
        (Detection("car", 0.9, (100 + 10 * n, 100, 300 + 10 * n, 250), track_id=3),)
        for n in range(2 * PATIENCE + 2)
    ]
    show(consumer_of(camera, Says(*looks)), camera, *coming)
    assert list(GateEvent.objects.values_list("plate", "opened")) == [("KA51AD6384", True)]


def test_the_plate_is_drawn_for_those_who_may_see_it(camera: Camera) -> None:
    engine = Says(PLATE)
    (drawn,) = consumer_of(camera, engine).consume(frame(camera, clock.now(), CAR)).detections
    assert (drawn.label, drawn.text, drawn.personal) == ("plate", PLATE, True)
    assert drawn.xyxy == pytest.approx((102, 112, 202, 132))
    assert engine.looked == [(166, 216, 3)]


def test_the_plate_that_a_detector_finds_is_read(site: Site, camera: Camera) -> None:
    allow(site)
    flat = Detection("plate", 0.9, (100, 100, 300, 140), track_id=3)
    show(consumer_of(camera, Says(PLATE)), camera, (flat,), (flat,))
    assert GateEvent.objects.get().opened


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


def test_a_track_that_broke_is_not_told_of_twice(site: Site, camera: Camera) -> None:
    """The arm goes up before the vehicle, and the tracker takes it for another one."""
    allow(site)
    consumer = consumer_of(camera, Says(PLATE))
    again = replace(CAR, track_id=4)
    show(consumer, camera, (CAR,), (CAR,), (again,), (again,), (again,))
    consumer.consume(frame(camera, clock.now() + timedelta(seconds=12)))
    assert PlateRead.objects.get().fired


def test_the_same_vehicle_an_hour_later_is_told_of(site: Site, camera: Camera) -> None:
    consumer = consumer_of(camera, Says(PLATE))
    for hours in (1, 0):
        at = clock.now() - timedelta(hours=hours)
        for number in range(2):
            car = replace(CAR, track_id=5 - hours)
            consumer.consume(frame(camera, at + timedelta(seconds=number / 2), car))
    assert PlateRead.objects.filter(fired=True).count() == 2


def test_a_plate_that_nobody_can_read_is_shown_to_a_person(camera: Camera) -> None:
    consumer = consumer_of(camera, Says(""))
    show(consumer, camera, *[(CAR,)] * UNREAD_AFTER)
    consumer.consume(frame(camera, clock.now() + timedelta(seconds=11)))
    read = PlateRead.objects.get()
    assert (read.text, read.requires_manual_review, read.event) == ("", True, None)
    assert read.snapshot is not None


def test_what_is_flat_is_no_vehicle(camera: Camera) -> None:
    engine = Says(PLATE)
    arm = Detection("vehicle", 0.9, (100, 100, 500, 130), track_id=3)
    show(consumer_of(camera, engine), camera, (arm,), (arm,))
    assert engine.looked == []


def test_the_characters_and_the_picture_of_the_surest_frame_are_kept(camera: Camera) -> None:
    show(consumer_of(camera, Says(PLATE, figures=(0.97,) * 10)), camera, (CAR,), (CAR,))
    read = PlateRead.objects.get()
    assert read.character_confidences == [0.97] * 10
    assert read.counted_confidence == pytest.approx(0.95)


def test_one_unsure_character_holds_the_read(camera: Camera) -> None:
    figures = (0.99,) * 9 + (0.6,)
    show(consumer_of(camera, Says(PLATE, figures=figures)), camera, *[(CAR,)] * PATIENCE)
    read = PlateRead.objects.get()
    assert read.reason == "low_confidence"
    assert read.counted_confidence == pytest.approx(0.6)


def test_what_the_database_refuses_is_tried_again(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer = consumer_of(camera, Says(PLATE))
    with monkeypatch.context() as patch:
        patch.setattr("vehicles.services.storing.write_read", _gone)
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


def test_the_consumer_is_named_in_the_settings(settings: Any) -> None:
    assert import_string(settings.STREAMING_CONSUMERS["vehicles"]) is PlateConsumer
