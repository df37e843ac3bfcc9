"""From frames to one sighting, and from its outcome to a name on the picture."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from django.conf import settings
from numpy.typing import NDArray

from factory.core.leases import State
from factory.evidence.services import store
from identity.consumers import FaceConsumer
from identity.engines.look import FaceLook, SeenFace
from identity.image_headers import read_header
from identity.models import Outcome, Sighting
from identity.services import report_sighting
from streaming.frames import CameraInfo, Detection, Frame
from streaming.models import Camera
from tests.builders import default_site
from tests.identity.builders import MORNING, make_employee, make_picture
from tests.services import require

pytestmark = pytest.mark.django_db
PHOTO = Path(settings.BASE_DIR).parent / "shared" / "media" / "faces" / "obama.jpg"
Pixels = NDArray[np.uint8]


def make_camera() -> Camera:
    camera: Camera = Camera.objects.create(
        site=default_site(), camera_id="CAM-1", name="Door", source="scene:door"
    )
    return camera


def consumer_of(camera: Camera) -> FaceConsumer:
    return FaceConsumer(
        CameraInfo(camera.pk, camera.site_id, camera.camera_id, camera.name, camera.direction)
    )


def frame(camera: Camera, seconds: float, *people: Detection, bgr: Pixels | None = None) -> Frame:
    pixels = np.zeros((480, 640, 3), np.uint8) if bgr is None else bgr
    moment = MORNING + timedelta(seconds=seconds)
    return Frame(camera.pk, camera.site_id, moment, pixels, people)


def person(track: int | None = 7, label: str = "person") -> Detection:
    return Detection(label, 0.9, (100, 50, 300, 470), track)


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let every look find a face; the list says of what quality, and counts the looks."""
    looks: list[float] = []

    def best(_self: FaceLook, _bgr: Pixels, _box: object) -> SeenFace:
        looks.append(50.0)
        return SeenFace((120, 60, 200, 140), 50.0, make_picture(shade=len(looks)))

    monkeypatch.setattr(FaceLook, "best", best)
    return looks


def test_a_person_in_view_is_one_sighting_and_then_a_name(faces: list[float]) -> None:
    camera = make_camera()
    consumer = consumer_of(camera)
    for number in range(10):
        drawn = consumer.consume(frame(camera, number * 0.2, person()))
        assert drawn.detections == ()
    sighting = Sighting.objects.get()
    assert (sighting.camera, sighting.site, sighting.state) == (camera, camera.site, State.PENDING)
    assert sighting.track_id.endswith(":7")
    assert len(faces) == 4
    ada = make_employee(camera.site, name="Ada")
    Sighting.objects.update(
        state=State.DONE, outcome=Outcome.MATCHED, employee=ada, similarity=97.0
    )
    drawn = consumer.consume(frame(camera, 3, person()))
    (shown,) = drawn.detections
    assert (shown.text, shown.personal, shown.track_id) == ("Ada", True, 7)
    for number in range(20, 300):
        consumer.consume(frame(camera, number * 0.2, person()))
    assert Sighting.objects.count() == 1


def test_only_tracked_people_are_looked_at(faces: list[float]) -> None:
    camera = make_camera()
    consumer = consumer_of(camera)
    for number in range(10):
        consumer.consume(frame(camera, number, person(None), person(3, "vehicle")))
    assert faces == []


def test_two_runs_of_one_camera_do_not_share_tracks(faces: list[float]) -> None:
    camera = make_camera()
    for consumer in (consumer_of(camera), consumer_of(camera)):
        for number in range(5):
            consumer.consume(frame(camera, number * 0.2, person()))
    assert Sighting.objects.values("track_id").distinct().count() == 2


def broken(**_fields: object) -> None:
    raise OSError("disk full")


def test_who_goes_by_while_nothing_can_be_stored_is_reported_when_it_can(
    faces: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = make_camera()
    consumer = consumer_of(camera)
    failures = 0
    with monkeypatch.context() as patch:
        patch.setattr("identity.consumers.report_sighting", broken)
        for number in range(25):
            # Two people, each in view for a second, and then nobody.
            people = [person(7 + number // 5)] if number < 10 else []
            try:
                consumer.consume(frame(camera, number * 0.2, *people))
            except OSError:
                failures += 1
    assert failures == 3, "shown at the camera, and not tried at each frame"
    for number in range(26, 40):
        consumer.consume(frame(camera, number * 0.2))
    seen = Sighting.objects.order_by("captured_at")
    assert [row.track_id.split(":")[1] for row in seen] == ["7", "8"]
    assert [(row.captured_at - MORNING).total_seconds() for row in seen] == [0, 1]


def test_a_report_whose_answer_was_lost_is_not_stored_twice(
    faces: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = make_camera()
    consumer = consumer_of(camera)

    def lost(**fields: Any) -> None:
        report_sighting(**fields)
        raise OSError("the connection broke")

    with monkeypatch.context() as patch:
        patch.setattr("identity.consumers.report_sighting", lost)
        for number in range(3):
            consumer.consume(frame(camera, number * 0.2, person()))
        with pytest.raises(OSError, match="the connection broke"):
            consumer.consume(frame(camera, 0.6, person()))
    for number in range(20, 30):
        consumer.consume(frame(camera, number * 0.2))
    assert Sighting.objects.count() == 1


@pytest.mark.parametrize("stopped", [False, True], ids=["they walk on", "the camera stops"])
def test_somebody_in_view_for_half_a_second_is_one_sighting(
    faces: list[float], stopped: bool
) -> None:
    camera = make_camera()
    consumer = consumer_of(camera)
    for number in range(3):
        consumer.consume(frame(camera, number * 0.2, person()))
    assert not Sighting.objects.exists()
    if stopped:
        consumer.close()
    else:
        for number in range(3, 60):
            consumer.consume(frame(camera, number * 0.2))
    assert Sighting.objects.count() == 1


def test_what_waits_in_memory_is_bounded_and_the_oldest_goes(
    faces: list[float], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("identity.consumers.MOST_UNSENT", 2)
    camera = make_camera()
    consumer = consumer_of(camera)
    with monkeypatch.context() as patch:
        patch.setattr("identity.consumers.report_sighting", broken)
        for number in range(15):
            with suppress(OSError):
                consumer.consume(frame(camera, number * 0.2, person(number // 5)))
    consumer.close()
    assert [row.track_id[-2:] for row in Sighting.objects.order_by("captured_at")] == [":1", ":2"]
    assert "could not be stored" in caplog.text


@pytest.mark.media
def test_a_real_face_is_cropped_with_a_margin() -> None:
    require(PHOTO.is_file(), "the photos beside the project (shared/media/faces)")
    photo = cv2.imread(str(PHOTO))
    assert photo is not None
    bgr = np.ascontiguousarray(cv2.resize(photo, (455, 568)), dtype=np.uint8)
    camera = make_camera()
    consumer = consumer_of(camera)
    standing = Detection("person", 0.9, (0, 0, 455, 568), 1)
    for number in range(5):
        consumer.consume(frame(camera, number * 0.2, standing, bgr=bgr))
    snapshot = Sighting.objects.get().snapshot
    assert snapshot is not None
    with store().open(snapshot.path) as file:
        header = read_header(file.read())
    assert 150 < header.width < 455
    assert 150 < header.height < 568


def test_an_empty_doorway_has_no_face() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    assert FaceLook().best(noise, (100, 50, 300, 470)) is None
    assert FaceLook().best(noise, (630, 470, 900, 900)) is None
