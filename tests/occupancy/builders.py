"""Builders of occupancy's rows, and the brute-force reference that aggregates are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from factory.sites.models import Site
from occupancy.models import Area, AreaCamera, CountingLine, OccupancyLog
from occupancy.models.aggregates import Aggregate
from streaming.models import Camera

_numbers = count(1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    """Return an aware time; without an offset in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def make_camera(site: Site, camera_id: str = "") -> Camera:
    name = camera_id or f"CAM-{next(_numbers)}"
    camera: Camera = Camera.objects.create(
        site=site, camera_id=name, name=name, source="scene:door"
    )
    return camera


def make_area(site: Site, *, name: str = "", capacity: int | None = None) -> Area:
    """Return a new area that has been there all the time."""
    area: Area = Area.objects.create(
        site=site, name=name or f"Area {next(_numbers)}", capacity=capacity, opened_at=LONG_AGO
    )
    return area


def make_counter(area: Area, role: str = AreaCamera.Role.BOTH) -> Camera:
    """Return a new camera that counts for the area."""
    camera = make_camera(area.site)
    AreaCamera.objects.create(site=area.site, area=area, camera=camera, role=role)
    return camera


def make_line(
    area: Area,
    camera: Camera,
    points: list[list[float]],
    *,
    kind: str = CountingLine.Kind.LINE,
    in_side: str = "left",
) -> CountingLine:
    line: CountingLine = CountingLine.objects.create(
        site=area.site,
        area=area,
        camera=camera,
        name=f"Line {next(_numbers)}",
        kind=kind,
        points=points,
        in_side=in_side,
    )
    return line


@dataclass(frozen=True)
class Sums:
    """The figures of an aggregate that follow from its readings."""

    samples: int
    avg: float
    most: int
    least: int
    entries: int
    exits: int
    peak_at: datetime
    minutes_seen: int


def sums_of(row: Aggregate) -> Sums:
    return Sums(
        row.samples,
        row.avg_occupancy,
        row.max_occupancy,
        row.min_occupancy,
        row.entries,
        row.exits,
        row.peak_at,
        row.minutes_seen,
    )


def brute_force(logs: Iterable[OccupancyLog]) -> Sums:
    """Sum up the logs of one span, naively."""
    rows = list(logs)
    counts = [row.current_count for row in rows]
    most = max(counts)
    return Sums(
        samples=len(rows),
        avg=sum(counts) / len(counts),
        most=most,
        least=min(counts),
        entries=sum(row.entries for row in rows),
        exits=sum(row.exits for row in rows),
        peak_at=min(
            row.timestamp for row, number in zip(rows, counts, strict=True) if number == most
        ),
        minutes_seen=len({row.timestamp.replace(second=0, microsecond=0) for row in rows}),
    )


Key = tuple[int, int, object]


def grouped(
    logs: Iterable[OccupancyLog], zone: ZoneInfo, span: str
) -> dict[Key, list[OccupancyLog]]:
    """Group logs by camera, area and local hour (its start's wall clock and offset), day or month."""
    found: dict[Key, list[OccupancyLog]] = defaultdict(list)
    for row in logs:
        local = row.timestamp.astimezone(zone)
        found[row.camera_id, row.area_id, _span(local, span)].append(row)
    return found


def _span(local: datetime, span: str) -> object:
    if span == "hour":
        return local.date(), local.hour, local.utcoffset()
    return local.date() if span == "day" else date(local.year, local.month, 1)
