"""A body that each writing address of the API takes, made of a row of its own where that is enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Model
from rest_framework.serializers import ModelSerializer

from attendance.models import Shift
from factory.core import clock
from factory.sites.models import Site
from tests.architecture.routes import Route
from tests.architecture.rows import make_row

Body = dict[str, Any]
LINE = {"points": [[0.1, 0.5], [0.9, 0.5]]}


def _pattern(site: Site) -> Body:
    shift = make_row(Shift, site)
    return {"name": "P", "weeks": 1, "days": [{"week": 1, "weekday": 0, "shift": shift.pk}]}


def _camera(_site: Site) -> Body:
    return {"camera_id": "CAM-9", "name": "Nine", "source": "scene:door", "consumers": []}


def _yesterday(_site: Site) -> Body:
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    return {"day": day, "check_in_time": f"{day}T08:00:00", "reason": "The reader was down."}


OWN: dict[str, Callable[[Site], Body]] = {
    "sites": lambda _: {"name": "Another name"},
    "site-settings": lambda _: {"name": "vehicles.cooldown_seconds", "value": 90},
    "devices": lambda _: {"name": "Another name", "kind": "anpr"},
    "cameras": _camera,
    "counting-lines": lambda _: LINE | {"name": "Another line"},
    "employees": lambda _: {"name": "Another name"},
    "area-cameras": lambda _: {"role": "exit"},
    "areas": lambda _: {"name": "Another name"},
    "vehicles": lambda _: {"plate": "KA01AB1234", "owner": "Somebody else"},
    "shifts": lambda _: {"name": "Early", "start": "08:00", "end": "16:00"},
    "shift-patterns": _pattern,
    "weekly-offs": lambda _: {"weeks": [[5, 6]]},
    "plate-cameras": lambda _: {"votes_needed": 3},
    "regularisations": _yesterday,
    "regularisations/{pk}/reject": lambda _: {"note": "No."},
    "punches/{pk}/void": lambda _: {"reason": "A mistake."},
    "punches/{pk}/accept": lambda _: {"reason": "Seen at the gate."},
    "vehicle/block-plate": lambda _: {"plate": "KA01AB1234", "reason": "Stolen"},
}
FIXED = {"plate"}
"""What is said once, when a row is made."""
WHOLE = {"cameras"}
"""What is said here is all of it."""


def body_for(route: Route, row: Model | None, site: Site) -> Body:
    """Return what the row says in the address's own words, and what is asked for besides."""
    collection = route.path.removesuffix("/{pk}")
    own = OWN[collection](site) if collection in OWN else {}
    if route.method != "POST":
        own = {name: value for name, value in own.items() if name not in FIXED}
    is_of_rows = route.path in {collection, f"{collection}/{{pk}}"}
    alone = collection in WHOLE or not is_of_rows
    made = {} if row is None or alone else _words_of(route, row)
    return own if route.method == "PATCH" and own else made | own


def _words_of(route: Route, row: Model) -> Body:
    maker = getattr(route.view, "serializer_class", None)
    if maker is None or not issubclass(maker, ModelSerializer):
        return {}
    words = maker(row)
    return {
        name: value
        for name, value in words.data.items()
        if not words.fields[name].read_only and value is not None
    }
