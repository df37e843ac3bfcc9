"""What other counters send, pure: a JSON row into a reading, or why it cannot be one.

By hand and not by a serializer: ten thousand rows come in one request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from factory.core.wall_times import ComesTwiceError, meant, moment_from
from occupancy.counts import Reading
from occupancy.parts import Part, areas_at

NUMBERS = ("current_count", "entries", "exits", "people_detected")


class BadRowError(Exception):
    """Why a row cannot be taken."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A site's cameras by code and number, its areas, and each camera's parts in areas in time."""

    zone: ZoneInfo
    codes: Mapping[str, int]
    areas: frozenset[int] = frozenset()
    parts: Mapping[int, Sequence[Part]] = field(default_factory=dict)


def reading_of(row: Any, layout: Layout, now: datetime) -> Reading:
    """Return the reading, told ``now``; a naive time is in the site's zone. Raises BadRowError."""
    if not isinstance(row, dict):
        raise BadRowError("a row is an object")
    camera_id = _camera(row.get("camera"), layout)
    count, entries, exits, people = (_number(row, name) for name in NUMBERS)
    if count is None and entries is None and exits is None:
        raise BadRowError("current_count, or entries and exits: one of them is needed")
    at = _time(row.get("timestamp"), layout.zone, now)
    return Reading(
        camera_id=camera_id,
        area_id=_area(row.get("area"), camera_id, at, layout),
        at=at,
        count=count,
        entries=entries or 0,
        exits=exits or 0,
        people=people,
    )


def _camera(value: Any, layout: Layout) -> int:
    known = layout.codes.get(str(value)) if isinstance(value, str) else None
    if known is None and type(value) is int and value in layout.codes.values():
        known = value
    if known is None:
        raise BadRowError("there is no such camera at this site")
    return known


def _area(value: Any, camera_id: int, at: datetime, layout: Layout) -> int:
    """Return the area that is named, else the one for which the camera counted at ``at``."""
    if value is not None:
        if type(value) is not int or value not in layout.areas:
            raise BadRowError("there is no such area at this site")
        return value
    mine = areas_at(layout.parts.get(camera_id, ()), at)
    if len(mine) > 1:
        raise BadRowError("this camera counts for several areas: say which")
    return mine[0] if mine else 0


def _number(row: Mapping[str, Any], name: str) -> int | None:
    value = row.get(name)
    if value is not None and (type(value) is not int or value < 0):
        raise BadRowError(f"{name} is a whole number from 0")
    return value


def _time(value: Any, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        return meant(moment_from(value), zone, now).astimezone(UTC)
    except ComesTwiceError as error:
        raise BadRowError(f"timestamp: {error}") from None
    except (TypeError, ValueError, OverflowError):
        raise BadRowError("timestamp is ISO 8601, such as 2026-06-10T12:00:00+05:30") from None
