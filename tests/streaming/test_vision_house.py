"""Which cameras are analysed: somebody else's broken recogniser stops neither camera nor house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from factory.core.models import Heartbeat
from streaming import selectors, services
from streaming.analyses import analysis_of
from streaming.frames import Annotations, CameraInfo, Frame
from streaming.models import Camera, CameraStatus
from streaming.vision.house import VisionHouse, runners_for
from tests.builders import make_site
from tests.streaming.builders import make_camera, report
from tests.streaming.models import identity_model

pytestmark = pytest.mark.django_db
INFO = CameraInfo(1, 1, "CAM-1", "Gate", "none")
HERE = "tests.streaming.test_vision_house"


class Good:
    max_fps = 5.0

    def __init__(self, camera: CameraInfo) -> None:
        self.camera = camera

    def consume(self, frame: Frame) -> Annotations:
        return Annotations()


class Picky(Good):
    labels = frozenset({"vehicle"})


def broken(camera: CameraInfo) -> Good:
    raise ZeroDivisionError(f"no lines at {camera.camera_id}")


def away(camera: CameraInfo) -> Good:
    raise DatabaseError(camera.camera_id)


@pytest.fixture(autouse=True)
def _consumers(settings: Any) -> None:
    names = {"good": "Good", "picky": "Picky", "broken": "broken", "away": "away"}
    settings.STREAMING_CONSUMERS = {name: f"{HERE}.{what}" for name, what in names.items()} | {
        "absent": "nowhere.at.all"
    }


@pytest.fixture
def house() -> Iterator[VisionHouse]:
    made = VisionHouse("me")
    yield made
    for _, analysis in made._running.values():
        analysis.stop()


def look(house: VisionHouse) -> None:
    house._follow({camera.pk: camera for camera in selectors.analysed_cameras("me")})
    house._report()


def analysed(**fields: Any) -> Camera:
    camera = make_camera(make_site(), supervisor="me", **fields)
    services.record_statuses({camera.pk: report()})
    return camera


def said(camera: Camera) -> dict[str, Any]:
    told: dict[str, Any] = CameraStatus.objects.get(camera=camera).analysis
    return told


def test_what_cannot_be_made_is_put_down_and_the_others_run() -> None:
    failures: dict[str, str] = {}
    runners = runners_for(["broken", "good", "absent", "unknown"], INFO, failures)
    try:
        assert list(runners) == ["good"]
        assert failures["broken"] == "ZeroDivisionError: no lines at CAM-1"
        assert failures["absent"].startswith("ModuleNotFoundError")
        assert failures["unknown"] == "LookupError: there is no recogniser called unknown"
    finally:
        for runner in runners.values():
            runner.stop()


def test_a_database_that_is_away_is_not_the_recognisers_fault() -> None:
    with pytest.raises(DatabaseError):
        runners_for(["good", "away"], INFO, {})


def test_a_broken_recogniser_is_shown_at_its_camera(house: VisionHouse) -> None:
    sick, well = analysed(consumers=["good", "broken"]), analysed(consumers=["good"])
    look(house)
    assert set(house._running) == {sick.pk, well.pk}
    assert said(sick)["broken"] == {"error": f"ZeroDivisionError: no lines at {sick.camera_id}"}
    assert said(sick)["good"]["error"] == ""
    assert set(said(well)) == {"detector", "good"}


def test_a_detector_that_is_of_no_use_is_shown_at_its_camera(house: VisionHouse) -> None:
    blind = analysed(consumers=["picky", "good"], detector="hog")
    seeing = analysed(consumers=["picky"], source="rtsp://10.0.0.1/x")
    look(house)
    assert "needs one that finds vehicle" in said(blind)["picky"]["error"]
    assert (said(blind)["good"]["error"], said(seeing)["picky"]["error"]) == ("", "")


def test_changes_are_followed(house: VisionHouse) -> None:
    camera, other = analysed(consumers=["good"]), analysed(consumers=["good"])
    look(house)
    before = dict(house._running)
    Camera.objects.filter(pk=camera.pk).update(consumers=[])
    Camera.objects.filter(pk=other.pk).update(detector="none")
    look(house)
    assert set(house._running) == {other.pk}
    assert house._running[other.pk] != before[other.pk]
    assert not before[camera.pk][1]._thread.is_alive()


def test_a_missing_model_is_said_and_forgotten_when_it_is_there(
    house: VisionHouse, settings: Any
) -> None:
    settings.DETECTOR_MODEL = ""
    camera = analysed(consumers=["good"], detector="model")
    look(house)
    assert "DETECTOR_MODEL" in said(camera)["detector"]["error"]
    assert not house._running
    Camera.objects.filter(pk=camera.pk).update(detector="motion")
    look(house)
    assert said(camera)["detector"]["error"] == ""
    Camera.objects.filter(pk=camera.pk).update(consumers=[])
    look(house)
    assert house._broken == {}


@pytest.mark.parametrize("content", [b"", b"no model", identity_model()])
def test_a_model_that_cannot_be_used_stops_no_other_camera(
    house: VisionHouse, settings: Any, tmp_path: Path, content: bytes
) -> None:
    model = tmp_path / "model.onnx"
    model.write_bytes(content)
    settings.DETECTOR_MODEL = str(model)
    sick = analysed(consumers=["good"], detector="model")
    well = analysed(consumers=["good"], detector="motion")
    look(house)
    assert set(house._running) == {well.pk}
    assert said(sick)["detector"]["error"].startswith("DETECTOR_MODEL is no YOLOX model")
    assert said(well)["detector"]["error"] == ""


def test_whatever_a_detector_raises_is_said(
    house: VisionHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def detector_for(*_words: Any, **_names: Any) -> Any:
        raise MemoryError("no room")

    monkeypatch.setattr("streaming.vision.house.detector_for", detector_for)
    camera = analysed(consumers=["good"])
    look(house)
    assert said(camera)["detector"]["error"] == "MemoryError: no room"


def test_it_says_that_it_lives(house: VisionHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streaming.vision.house.close_old_connections", lambda: None)
    monkeypatch.setattr(house._stopped, "wait", lambda _seconds: house.stop())
    camera = analysed(consumers=["good"])
    house.run()
    assert Heartbeat.objects.get().name == "vision@me"
    status = CameraStatus.objects.get(camera=camera)
    assert status.analysed_at is not None
    CameraStatus.objects.update(
        analysed_at=status.analysed_at - timedelta(seconds=16),
        since=status.since - timedelta(seconds=60),
    )
    (part,) = analysis_of(Camera.objects.select_related("status").get(pk=camera.pk))
    assert (part.name, part.error) == ("recognisers", "no recogniser answers")
