"""From an RTSP camera to rows: capture, detector, tracker, consumer and log, against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db.models import Sum

from factory.core import clock
from occupancy.consumers import CrossingConsumer
from occupancy.counting import Line
from occupancy.models import Area, LiveCount, OccupancyLog
from streaming.capture.config import CaptureConfig
from streaming.capture.sources.video import open_camera
from streaming.detectors.yolox import YoloxDetector
from streaming.frames import CameraInfo, Frame, Image
from streaming.tracking import Tracker
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_camera, make_line
from tests.occupancy.footage import (
    FILM,
    FPS,
    LINES,
    MODEL,
    NEAR_S,
    SIZE,
    crossings,
    pictures,
    true_tracks,
)
from tests.services import require
from tests.streaming.rtsp_camera import RtspCamera, film, free_port, require_gstreamer

pytestmark = [
    *(pytest.mark.media, pytest.mark.slow, pytest.mark.rtsp),
    *(pytest.mark.django_db, pytest.mark.timeout(240)),
]
LATEST_START, WATCHED = 40, 340


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[RtspCamera]:
    require_gstreamer()
    require(MODEL.exists() and FILM.exists(), "the footage and the model beside the project")
    footage = film(tmp_path / "film.h264", "-i", str(FILM), seconds=40, quality=16)
    made = RtspCamera(free_port(), footage)
    made.start()
    yield made
    made.kill()


def watch(camera: RtspCamera) -> Iterator[Image]:
    """Yield what the camera sends, as capture reads it."""
    source = open_camera(CaptureConfig(url=camera.url, socket=""))
    try:
        for _ in range(WATCHED):
            source.grab()
            yield source.picture()
    finally:
        source.close()


def start_of(first: Image) -> int:
    """Return which frame of the film the camera sent first: it had begun before we looked."""
    films = [picture for _, picture in zip(range(LATEST_START), pictures(), strict=False)]
    return int(np.argmin([np.abs(first.astype(int) - one).mean() for one in films]))


def drawn(area: Area, camera: object, line: Line) -> None:
    points = [[x / SIZE.width, y / SIZE.height] for x, y in (line.start, line.end)]
    make_line(area, camera, points, in_side=line.in_side.value)  # type: ignore[arg-type]


def totals(found: list[tuple[float, str]], first: float, last: float) -> Counter[str]:
    """Return how many crossed each way between two moments."""
    return Counter(way for seconds, way in found if first <= seconds <= last)


def test_every_crossing_of_the_film_becomes_a_row(camera: RtspCamera) -> None:
    site = default_site()
    row = make_camera(site)
    areas = {name: make_area(site, name=name) for name in LINES}
    for name, line in LINES.items():
        drawn(areas[name], row, line)
    places = iter(range(100_000))
    consumer = CrossingConsumer(
        CameraInfo(row.pk, site.pk, row.camera_id, row.name, "none"),
        monotonic=lambda: next(places) / FPS,
    )
    detect, tracker, began = YoloxDetector(MODEL), Tracker(FPS), clock.now()
    first: Image | None = None
    for number, picture in enumerate(watch(camera)):
        first = picture if first is None else first
        people = tracker.update(detect(picture), (SIZE.width, SIZE.height))
        at = began + timedelta(seconds=number / FPS)
        consumer.consume(Frame(row.pk, site.pk, at, picture, people))
    assert first is not None
    start = start_of(first) / FPS
    end = start + WATCHED / FPS
    for name, line in LINES.items():
        # Who crosses just as we begin or stop to look may be seen or not.
        truth = crossings(true_tracks(), line)
        least = totals(truth, start + NEAR_S, end - NEAR_S)
        most = totals(truth, start - NEAR_S, end + NEAR_S)
        logs = OccupancyLog.objects.filter(area_id=areas[name].pk)
        found = logs.aggregate(entries=Sum("entries"), exits=Sum("exits"))
        assert least["in"] <= found["entries"] <= most["in"], name
        assert least["out"] <= found["exits"] <= most["out"], name
        assert sum(least.values()) > 8, name
        live = LiveCount.objects.get(area_id=areas[name].pk)
        assert live.count == found["entries"] - found["exits"]
