"""The demo's shop floor: an area, its counting line, and a month of readings, resets and sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction

from factory.core import clock
from factory.ops.demo_history import days_until, moment
from factory.sites.models import Site
from occupancy.counts import Reading
from occupancy.demo_flow import flow_of
from occupancy.geometry import Point, Side
from occupancy.models import Area, AreaCamera, CountingLine
from occupancy.services import absorb_marks, correct_drift, record_logs
from streaming.models import Camera
from streaming.scenes.view import DESIGN_HEIGHT, DESIGN_WIDTH
from streaming.scenes.yard_ground import LINE

AREA, CAMERA = "Shop floor", "CAM-GATE"
CAPACITY = 120
EMPTY_AT = time(6, 45)
"""The night shift has gone home, the day shift has not come: the count is set right then."""


def seed(site: Site, *, days: int) -> None:
    """Set the area up and tell its history, once: a site with areas is left alone.

    All of it or nothing, in one transaction.
    """
    camera = Camera.objects.filter(site=site, camera_id=CAMERA).first()
    if camera is None or Area.objects.filter(site=site).exists():
        return
    now = clock.now()
    with transaction.atomic():
        history = days_until(now, days=days, zone=site.zone)
        area = _set_up(site, camera, since=min(moment(history[0], 0, site.zone), now))
        readings = _readings(site, area, camera, history, now)
        _tell(site, area, readings, _resets(site, history, now))
        absorb_marks(site=site, until=now)


def _set_up(site: Site, camera: Camera, *, since: datetime) -> Area:
    area: Area = Area.objects.create(
        site=site,
        name=AREA,
        capacity=CAPACITY,
        warn_percent=80,
        reset_time=EMPTY_AT,
        opened_at=since,
    )
    AreaCamera.objects.create(site=site, area=area, camera=camera, role=AreaCamera.Role.BOTH)
    line = CountingLine(
        site=site,
        area=area,
        camera=camera,
        name="Gate",
        points=[list(point) for point in line_points()],
        # The line is drawn downwards, and people go in to the picture's right.
        in_side=Side.LEFT.value,
    )
    line.full_clean()
    line.save()
    return area


def line_points() -> tuple[Point, Point]:
    """Return the scene's painted line from 0 to 1, cut at the picture's lower edge."""
    (x0, y0), (x1, y1) = LINE
    end = min(y1, DESIGN_HEIGHT)
    x_end = x0 + (x1 - x0) * (end - y0) / (y1 - y0)
    return (x0 / DESIGN_WIDTH, y0 / DESIGN_HEIGHT), (x_end / DESIGN_WIDTH, end / DESIGN_HEIGHT)


def _readings(
    site: Site, area: Area, camera: Camera, history: Sequence[date], now: datetime
) -> list[Reading]:
    return [
        Reading(camera.pk, area.pk, step.at, entries=step.entries, exits=step.exits)
        for day in history
        for step in flow_of(day, site.zone, until=now)
    ]


def _resets(site: Site, history: Sequence[date], now: datetime) -> list[datetime]:
    minutes = EMPTY_AT.hour * 60 + EMPTY_AT.minute
    return [at for day in history if (at := moment(day, minutes, site.zone)) <= now]


def _tell(site: Site, area: Area, readings: Sequence[Reading], resets: Sequence[datetime]) -> None:
    """Record what was read from one reset to the next, and reset, each as of its time."""
    for start, end in _spans(resets):
        told = [one for one in readings if (start or one.at) <= one.at < (end or clock.now())]
        with clock.as_of(end or clock.now()):
            record_logs(site=site, readings=told)
            if end is not None:
                correct_drift(site=site, area_id=area.pk, at=end)


def _spans(resets: Sequence[datetime]) -> Iterator[tuple[datetime | None, datetime | None]]:
    return pairwise([None, *resets, None])
