"""A camera without a detector: whole pictures are read when something changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from factory.core import clock
from streaming.frames import CameraInfo, Frame, Image
from tests.builders import default_site
from tests.vehicles.builders import PLATE, allow, make_camera, make_gate
from tests.vehicles.test_consumers import Says
from vehicles.consumers import PlateConsumer
from vehicles.models import GateEvent, PlateRead
from vehicles.plates import read_plate
from vehicles.whole_pictures import LOOKS, WholePictures, may_be_plate

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
EMPTY: Image = np.full((360, 640, 3), 90, np.uint8)


def with_car(left: int) -> Image:
    picture = EMPTY.copy()
    picture[120:300, left : left + 240] = 200
    return picture


def pictures() -> WholePictures:
    return WholePictures(max_age=timedelta(seconds=10))


def test_a_picture_that_stays_is_left_alone_until_it_changes() -> None:
    whole = pictures()
    assert sum(whole.wants(EMPTY) for _ in range(3 * LOOKS)) == LOOKS
    assert whole.wants(with_car(100))
    assert whole.wants(with_car(160))


def test_grain_is_no_change() -> None:
    whole, grain = pictures(), np.random.default_rng(1)
    noisy = [EMPTY + grain.integers(-12, 13, EMPTY.shape) for _ in range(2 * LOOKS)]
    assert sum(whole.wants(np.asarray(one, np.uint8)) for one in noisy) == LOOKS


def test_a_vehicle_is_known_by_its_plate_and_its_look_alikes() -> None:
    whole = pictures()
    seconds = timedelta(seconds=1)
    first = whole.track_of("KA01AB1234", NOW)
    assert whole.track_of("KAO1AB1234", NOW + seconds) == first
    assert whole.track_of("MH12DE5678", NOW + 2 * seconds) != first
    assert whole.track_of("KA01AB1234", NOW + 30 * seconds) != first


@pytest.mark.parametrize(
    ("text", "plate"),
    [(PLATE, True), ("KAO1AB1234", True), ("26-11-2026 09:00:01", False), ("CAM 01", False)],
)
def test_what_is_no_plate_nor_nearly_one_is_lettering(text: str, plate: bool) -> None:
    assert may_be_plate(read_plate(text)) is plate


@pytest.mark.django_db
@pytest.mark.parametrize("undetected", [True, False])
def test_a_gate_whose_camera_has_no_detector(undetected: bool) -> None:
    site = default_site()
    camera = make_camera(site)
    make_gate(site, camera)
    allow(site)
    allow(site, "MH12DE5678")
    info = CameraInfo(camera.pk, site.pk, camera.camera_id, "Gate", "in", undetected=undetected)
    consumer = PlateConsumer(info, Says(*[PLATE] * 4, *["MH12DE5678"] * 4, "26-11-2026"))
    start = clock.now() - timedelta(seconds=5)
    for number in range(10):
        at = start + timedelta(seconds=number / 2)
        consumer.consume(Frame(camera.pk, site.pk, at, with_car(10 * number), ()))
    opened = list(GateEvent.objects.order_by("at").values_list("plate", "opened"))
    assert opened == ([(PLATE, True), ("MH12DE5678", True)] if undetected else [])
    assert PlateRead.objects.count() == len(opened)
