"""Frames in, readings out: tracked people against a camera's lines and zones."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError

from factory.sites.models import Site
from occupancy import services
from occupancy.geometry import Side
from occupancy.models import AreaCamera, CountingLine
from occupancy.selectors.layout import lines_of
from occupancy.tallies import Counter, Person, Size, Watch, arrow
from streaming.frames import Annotations, CameraInfo, Detection, Frame, Shape

logger = logging.getLogger(__name__)
RELOAD_S = 10.0
"""A line that is drawn or moved counts from then on at the latest."""
QUICK_S, SLOW_S = 1.0, 5.0
"""Readings are written this often: with crossings, and without, so that a gap means we were blind."""
PERSON = "person"


class CrossingConsumer:
    """Counts for one camera, with the database or without: what it could not write it writes later."""

    max_fps = 10.0

    def __init__(
        self, camera: CameraInfo, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._camera = camera
        self._monotonic = monotonic
        self._counter = Counter()
        self._watches: list[Watch] = []
        self._site: Site | None = None
        self._reload_at = self._written_at = float("-inf")
        self._is_away = False

    def consume(self, frame: Frame) -> Annotations:
        """Look at one frame; draws the lines, their in sides and the zones."""
        now = self._monotonic()
        if now >= self._reload_at:
            self._try(self._reload, now)
        height, width = frame.bgr.shape[:2]
        size = Size(width, height)
        people = [_person(one) for one in frame.detections if one.label == PERSON]
        self._counter.look(self._watches, people, size, at=frame.captured_at, seconds=now)
        wait = QUICK_S if self._counter.crossed else SLOW_S
        if now - self._written_at >= wait:
            self._try(self._write, now)
        return Annotations(shapes=tuple(s for watch in self._watches for s in _shapes(watch, size)))

    def close(self) -> None:
        """Write down what is held: nobody who has crossed is lost when the camera is stopped."""
        self._write(self._monotonic())

    def _try(self, work: Callable[[float], None], now: float) -> None:
        """Do what needs the database; who looks on through its absence loses nobody who crosses."""
        try:
            work(now)
        except DatabaseError as error:
            if not self._is_away:
                logger.warning(
                    "⚠️ %s counts on without the database: %s", self._camera.camera_id, error
                )
            self._is_away = True
        else:
            self._is_away = False

    def _reload(self, now: float) -> None:
        # Also where it fails: not to be tried with each frame.
        self._reload_at = now + RELOAD_S
        rows = list(lines_of(self._camera.id))
        self._watches = [_watch(row) for row in rows]
        self._site = rows[0].site if rows else None

    def _write(self, now: float) -> None:
        self._written_at = now
        readings = self._counter.readings(self._camera.id)
        if self._site and readings:
            services.record_logs(site=self._site, readings=readings)
        self._counter.settle()


def _person(one: Detection) -> Person:
    left, top, right, bottom = one.xyxy
    x = (left + right) / 2
    return Person(one.track_id, (x, (top + bottom) / 2), (x, bottom))


def _watch(row: CountingLine) -> Watch:
    role = getattr(row, "role", None) or AreaCamera.Role.BOTH
    return Watch(
        id=row.pk,
        area_id=row.area_id,
        name=row.name,
        points=tuple((float(x), float(y)) for x, y in row.points),
        in_side=Side(row.in_side),
        counts_in=role != AreaCamera.Role.EXIT,
        counts_out=role != AreaCamera.Role.ENTRY,
    )


def _shapes(watch: Watch, size: Size) -> list[Shape]:
    points = tuple((x * size.width, y * size.height) for x, y in watch.points)
    if not watch.is_line:
        return [Shape(points, watch.name, "zone")]
    return [Shape(points, watch.name), Shape(arrow(watch, size), "in", "in")]
