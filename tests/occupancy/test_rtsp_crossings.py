"""From an RTSP camera to rows: capture, detector, tracker, consumer and log, against the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from django.db.models import Sum

from factory.core import clock
from occupancy.consumers import CrossingConsumer
from occupancy.counting import Line
from occupancy.models import Area, LiveCount, OccupancyLog
from streaming.capture.config import CaptureConfig
from streaming.capture.sources.camera import open_camera
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
    MOST_ERROR,
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
    pytest.mark.django_db,
]
LATEST_START, WATCHED = 40, 340
MOST_LOST = 20
"""Pictures in a row that a busy machine may lose on the way."""
FEWEST = 300
"""Frames that must have been looked at, for their mean error to say something."""


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


def places(seen: Iterable[Image]) -> Iterator[tuple[int, Image]]:
    """Yield each picture with its place in the film, told by the picture: some may be lost on the way.

    The camera had begun before we looked, and starts anew at the film's end: there we stop.
    """
    films = [small(picture) for picture in pictures()]
    first, within = 0, LATEST_START
    for picture in seen:
        candidates = films[first : first + within]
        if not candidates:
            return
        mine = small(picture)
        place = first + int(np.argmin([np.abs(mine - one).mean() for one in candidates]))
        yield place, picture
        first, within = place + 1, MOST_LOST


def small(picture: Image) -> Any:
    """Return enough of a picture to tell it from its neighbours."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (256, 192), interpolation=cv2.INTER_AREA).astype(np.int16)


def drawn(area: Area, camera: object, line: Line) -> None:
    points = [[x / SIZE.width, y / SIZE.height] for x, y in (line.start, line.end)]
    make_line(area, camera, points, in_side=line.in_side.value)  # type: ignore[arg-type]


def totals(found: list[tuple[float, str]], first: float, last: float) -> Counter[str]:
    """Return how many crossed each way between two moments."""
    return Counter(way for seconds, way in found if first <= seconds <= last)


def test_each_frames_count_and_every_crossing_of_the_film(camera: RtspCamera) -> None:
    site, truth = default_site(), true_tracks()
    row = make_camera(site)
    areas = {name: make_area(site, name=name) for name in LINES}
    for name, line in LINES.items():
        drawn(areas[name], row, line)
    detect, tracker, began = YoloxDetector(MODEL), Tracker(FPS), clock.now()
    film_s = [0.0]
    consumer = CrossingConsumer(
        CameraInfo(row.pk, site.pk, row.camera_id, row.name, "none"),
        monotonic=lambda: film_s[-1],
    )
    errors: dict[int, int] = {}
    for place, picture in places(watch(camera)):
        film_s.append(place / FPS)
        people = tracker.update(detect(picture), (SIZE.width, SIZE.height))
        at = began + timedelta(seconds=film_s[-1])
        consumer.consume(Frame(row.pk, site.pk, at, picture, people))
        counted = sum(one.label == "person" and one.track_id is not None for one in people)
        errors[place] = abs(counted - len(truth[place]))
    assert len(errors) >= FEWEST, "too few frames came to say anything"
    assert sum(errors.values()) / len(errors) <= MOST_ERROR
    start, end = min(errors) / FPS, (max(errors) + 1) / FPS
    for name, line in LINES.items():
        # Who crosses just as we begin or stop to look may be seen or not.
        crossed = crossings(truth, line)
        least = totals(crossed, start + NEAR_S, end - NEAR_S)
        most = totals(crossed, start - NEAR_S, end + NEAR_S)
        logs = OccupancyLog.objects.filter(area_id=areas[name].pk)
        found = logs.aggregate(entries=Sum("entries"), exits=Sum("exits"))
        assert least["in"] <= found["entries"] <= most["in"], name
        assert least["out"] <= found["exits"] <= most["out"], name
        assert sum(least.values()) > 8, name
        live = LiveCount.objects.get(area_id=areas[name].pk)
        assert live.count == found["entries"] - found["exits"]
