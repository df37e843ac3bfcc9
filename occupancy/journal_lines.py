"""What the lines of a journal say, pure: its site, readings added, and how many were taken since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from occupancy.backlog import Backlog
from occupancy.counts import Reading


def line_of(what: Mapping[str, Any]) -> bytes:
    return json.dumps(what, separators=(",", ":")).encode() + b"\n"


def backlog_of(lines: Sequence[bytes]) -> tuple[int, Backlog]:
    """Return the site, which the first line names, and the backlog to which the others lead.

    Raises AttributeError, LookupError, TypeError or ValueError for what is no journal.
    """
    site_id, backlog = int(json.loads(lines[0])["site"]), Backlog()
    for line in lines[1:]:
        what = json.loads(line)
        backlog.add([_reading(one) for one in what.get("added", ())])
        backlog.taken(what.get("taken", 0))
    return site_id, backlog


def told(one: Reading) -> list[Any]:
    """Return what a line says of one reading."""
    at = one.at.isoformat()
    return [one.camera_id, one.area_id, at, one.count, one.entries, one.exits, one.people]


def _reading(told: Sequence[Any]) -> Reading:
    camera_id, area_id, at, *numbers = told
    return Reading(camera_id, area_id, datetime.fromisoformat(at), *numbers)
