"""The settings that hold at a site, remembered for a second: every read asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from factory.core import clock
from factory.core.memo import Memo
from factory.sites.models import SiteSetting
from vehicles import site_settings
from vehicles.models import PlateCamera
from vehicles.site_settings import GateSettings


class _Change(NamedTuple):
    name: str
    value: Any
    since: datetime


class _InForce(NamedTuple):
    """When a site's settings were changed, oldest first, and what they come to today."""

    changes: Sequence[_Change]
    known: dict[int, GateSettings]


_NAMES = [setting.name for setting in site_settings.ALL]
_sites: Memo[int, _InForce] = Memo()
_votes: Memo[int, int | None] = Memo()


def settings_of(site_id: int, at: datetime | None = None) -> GateSettings:
    """Return what is in force at the site at ``at`` (now); a change counts within a second."""
    site = _sites.get(site_id, lambda: _asked(site_id))
    moment = at or clock.now()
    begun = sum(change.since <= moment for change in site.changes)
    known = site.known.get(begun)
    if known is None:
        known = site.known[begun] = GateSettings.of(_values(site.changes[:begun]))
    return known


def votes_of(camera_id: int | None) -> int | None:
    """Return how many reads of a track must agree at a camera; None where nobody said."""
    if camera_id is None:
        return None
    return _votes.get(camera_id, lambda: _asked_votes(camera_id))


def _asked(site_id: int) -> _InForce:
    rows = SiteSetting.objects.filter(site_id=site_id, name__in=_NAMES).order_by("since", "pk")
    return _InForce([_Change(*row) for row in rows.values_list("name", "value", "since")], {})


def _asked_votes(camera_id: int) -> int | None:
    return (
        PlateCamera.objects.filter(camera=camera_id).values_list("votes_needed", flat=True).first()
    )


def _values(changes: Sequence[_Change]) -> Mapping[str, Any]:
    stored = {change.name: change.value for change in changes}
    return {
        setting.name: setting.clean(stored.get(setting.name, setting.default))
        for setting in site_settings.ALL
    }
