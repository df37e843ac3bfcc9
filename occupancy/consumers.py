"""Frames in, readings out: tracked people against a camera's lines and zones."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from factory.core.errors import Invalid
from factory.sites.models import Site
from occupancy import services
from occupancy.counts import Reading
from occupancy.geometry import Side
from occupancy.models import AreaCamera, CountingLine
from occupancy.selectors.layout import lines_of, site_known
from occupancy.tallies import Counter, Person, Size, Watch, arrow
from occupancy.waiting import Waiting, left_in
from streaming.frames import Annotations, CameraInfo, Detection, Frame, Shape

logger = logging.getLogger(__name__)
RELOAD_S = 10.0
"""A line that is drawn or moved counts from then on at the latest."""
QUICK_S, SLOW_S = 1.0, 5.0
"""Readings are written this often: with crossings, and without, so that a gap means we were blind."""
PERSON = "person"


class CrossingConsumer:
    """Counts for one camera, with the database or without: what it could not write it writes later.

    Where it ends before that, the next one on this machine does, of whichever camera.
    """

    max_fps = 10.0

    def __init__(
        self, camera: CameraInfo, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._camera = camera
        self._monotonic = monotonic
        self._folder = Path(settings.READINGS_DIR)
        self._counter, self._waiting = Counter(), Waiting(self._folder, camera.site_id)
        self._left: list[Waiting] = []
        self._watches: list[Watch] = []
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
        behind = (self._waiting or self._left) and not self._is_away
        wait = QUICK_S if self._counter.crossed or behind else SLOW_S
        if now - self._written_at >= wait:
            self._try(self._write, now)
        return Annotations(shapes=tuple(s for watch in self._watches for s in _shapes(watch, size)))

    def close(self) -> None:
        """Write down what is held: nobody who has crossed is lost when the camera is stopped."""
        self._gather()
        # Before the database is asked: it may not answer, and nobody waits for this for long.
        self._waiting.keep()
        try:
            while self._waiting:
                self._send(self._waiting)
        except DatabaseError as error:
            logger.warning(
                "⚠️ %s leaves %s readings in %s until the database is back: %s",
                *(self._camera.camera_id, len(self._waiting), self._folder, error),
            )
        for one in (self._waiting, *self._left):
            one.let_go()

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
            self._waiting.keep()
        else:
            self._is_away = False

    def _reload(self, now: float) -> None:
        # Also where it fails: not to be tried with each frame.
        self._reload_at = now + RELOAD_S
        rows = list(lines_of(self._camera.id))
        self._watches = [_watch(row) for row in rows if _counts(row, rows)]
        # What waits for the database is written too once the last line is gone.
        self._waiting.site_id = rows[0].site_id if rows else self._waiting.site_id
        self._left += left_in(self._folder)

    def _write(self, now: float) -> None:
        self._written_at = now
        # Also while the database is away: hours must not become one reading.
        self._gather()
        self._send(self._waiting)
        if self._left and not self._waiting:
            self._send(self._left[0])
            if not self._left[0]:
                del self._left[0]

    def _gather(self) -> None:
        self._waiting.add(self._counter.readings(self._camera.id))
        self._counter.settle()

    def _send(self, waiting: Waiting) -> None:
        """Send one piece of what waits: many at once would hold up the camera's frames."""
        readings = waiting.next
        if readings:
            self._record(site_known(waiting.site_id), readings)
        waiting.taken(len(readings))

    def _record(self, site: Site | None, readings: Sequence[Reading]) -> None:
        if site is None:
            logger.warning("⚠️ %s readings are lost: their site is gone", len(readings))
            return
        try:
            services.record_logs(site=site, readings=readings)
        except Invalid as error:
            if len(readings) == 1:
                logger.warning("⚠️ a reading is lost: %s", error)
                return
            # One from a clock that was wrong, say: the others are good.
            for one in readings:
                self._record(site, [one])


def _person(one: Detection) -> Person:
    left, top, right, bottom = one.xyxy
    x = (left + right) / 2
    return Person(one.track_id, (x, (top + bottom) / 2), (x, bottom))


def _counts(row: CountingLine, rows: Iterable[CountingLine]) -> bool:
    """Return whether a line or zone counts: where an area has both by now, those of the camera's part.

    Together a zone's count would hide every crossing. They can no longer be drawn like that.
    """
    kinds = {one.is_zone for one in rows if one.area_id == row.area_id}
    return len(kinds) == 1 or row.is_zone == (_role(row) == AreaCamera.Role.INSIDE)


def _role(row: CountingLine) -> str:
    return getattr(row, "role", None) or AreaCamera.Role.BOTH


def _watch(row: CountingLine) -> Watch:
    role = _role(row)
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
