"""Reads in bulk: each row checked on its own, each answered on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from factory.core import clock
from factory.core.api.errors import pointers
from factory.core.errors import Invalid
from factory.sites.models import Site
from streaming.models import Camera
from vehicles import selectors, services
from vehicles.api.seen_serializers import SeenSerializer, text_alone
from vehicles.services import SeenPlate

MOST_ROWS = 1_000
REUSED = {"pointer": "/event_id", "detail": "It was another read's: this one is stored without it."}


@dataclass(frozen=True, slots=True)
class Row:
    """A read that may be taken, or what is wrong with it."""

    seen: SeenPlate | None
    errors: tuple[dict[str, str], ...] = ()


def checked_rows(request: Request, site: Site) -> list[Row]:
    """Return the body's rows; one query, for the cameras. Raises Invalid for no list, or a long one.

    A row that is refused is not stored, unless its plate is blocked: that raises its alert.
    """
    rows = request.data
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid(f"Send a list of 1 to {MOST_ROWS} reads.")
    cameras = selectors.cameras_of(site, (row.get("camera") for row in rows if _is_row(row)))
    checked = [_checked(row, request, site, cameras) for row in rows]
    for row, found in zip(rows, checked, strict=True):
        if found.seen is None and (alone := text_alone(row, request.user, None)):
            services.notice_blocked(site=site, seen=alone)
    return checked


def _is_row(row: Any) -> bool:
    return isinstance(row, dict)


def _checked(row: Any, request: Request, site: Site, cameras: dict[str, Camera]) -> Row:
    body = SeenSerializer(data=row, context={"site": site})
    if not body.is_valid():
        return Row(None, tuple(pointers(body.errors)))
    name = body.validated_data.get("camera")
    if name and name not in cameras:
        return Row(None, ({"pointer": "/camera", "detail": "There is no such camera."},))
    seen = body.seen(request.user, cameras.get(name or ""))
    if wrong := services.wrong_time(seen, clock.now()):
        return Row(None, ({"pointer": "/timestamp", "detail": wrong},))
    return Row(seen)


def taken(site: Site, rows: Sequence[Row]) -> dict[str, Any]:
    """Store what can be taken and return the answer to every row."""
    sent = [row.seen for row in rows if row.seen is not None]
    arrivals = iter(services.take_reads(site=site, seen=sent))
    return {"reads": [_answer(row, arrivals) for row in rows]}


def _answer(row: Row, arrivals: Any) -> dict[str, Any]:
    if row.seen is None:
        refused = {"state": "refused", "id": None, "uuid": None, "known": False}
        return refused | {"errors": list(row.errors)}
    arrival: services.Arrival = next(arrivals)
    read = arrival.read
    return {
        "state": read.state,
        "id": read.pk,
        "uuid": str(read.uuid),
        "known": not arrival.new,
        **({"errors": [REUSED]} if services.was_named_anew(read, row.seen) else {}),
    }
