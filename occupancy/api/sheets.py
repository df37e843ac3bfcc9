"""The tables behind exports: with names where the API has numbers, times in the site's zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from factory.core.api.sheets import Sheet
from factory.core.spreadsheets import Cell
from factory.sites.models import Site
from occupancy.heat import HOURS, WEEKDAYS
from occupancy.heat import Cell as HeatCell
from occupancy.ranges import Asked
from occupancy.selectors.aggregates import Bucket
from occupancy.selectors.layout import Names

COLUMNS = (
    "from",
    "area",
    "camera",
    "average",
    "most",
    "least",
    "entries",
    "exits",
    "imbalance",
    "peak at",
    "readings",
    "coverage %",
    "clock",
)
ALL = "all"
TITLE = "Occupancy"


def buckets_sheet(site: Site, asked: Asked, buckets: Iterable[Bucket], names: Names) -> Sheet:
    """Return one row for each bucket; what was not read has none."""
    name = f"occupancy-{asked.grain}-{asked.first}-{asked.last}"
    return Sheet(name, TITLE, COLUMNS, (_row(site, bucket, names) for bucket in buckets))


def _row(site: Site, bucket: Bucket, names: Names) -> list[Cell]:
    figures, start = bucket.figures, bucket.start
    return [
        start.astimezone(site.zone) if isinstance(start, datetime) else start,
        _name(names.areas, bucket.area_id),
        _name(names.cameras, bucket.camera_id),
        round(figures.avg, 2),
        figures.most,
        figures.least,
        figures.entries,
        figures.exits,
        figures.entries - figures.exits,
        figures.peak_at.astimezone(site.zone),
        figures.samples,
        round(100 * figures.coverage, 1),
        _clock(start, site),
    ]


def _clock(start: datetime | date, site: Site) -> str:
    """Return an hour's offset: a workbook's times have none, and one hour of autumn comes twice."""
    if not isinstance(start, datetime):
        return ""
    return f"UTC{start.astimezone(site.zone).isoformat()[19:]}"


def _name(names: Mapping[int, str], number: int | None) -> str:
    if number is None:
        return ALL
    return names.get(number, "" if number == 0 else f"no. {number}")


def heat_sheet(name: str, week: Sequence[Sequence[HeatCell | None]]) -> Sheet:
    """Return the week's averages, a row for each day; empty where nothing was read."""
    columns = ("weekday", *(f"{hour:02}:00" for hour in range(HOURS)))
    rows: list[list[Cell]] = [
        [day, *(round(cell.avg, 2) if cell else None for cell in cells)]
        for day, cells in zip(WEEKDAYS, week, strict=True)
    ]
    return Sheet(name, TITLE, columns, rows)
