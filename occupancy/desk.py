"""Occupancy on the admin's front page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from factory.core import clock
from factory.sites.desk import Bar, Desk, Page, Panel, Tone
from factory.sites.models import Site
from occupancy.areas import Level
from occupancy.selectors.live import live_areas

VIEW = "occupancy.view_area"
TONES = {Level.WARN.value: Tone.WARN, Level.FULL.value: Tone.BAD, Level.OK.value: Tone.GOOD}


def panel(site: Site) -> Panel:
    """Return how many people are in each area now: four queries."""
    areas = live_areas(site, clock.now())
    return Panel(
        title="People on site",
        url=f"{reverse('admin:occupancy_board')}?site={site.pk}",
        bars=tuple(_bar(area) for area in areas),
        empty="No areas yet. Add one, and say which cameras count its doors.",
    )


def _bar(area: dict[str, Any]) -> Bar:
    count, capacity = area["count"], area["capacity"]
    number = "not counted yet" if count is None else str(count)
    return Bar(
        label=area["name"],
        text=f"{number} of {capacity}" if capacity and count is not None else number,
        percent=None if area["percent"] is None else min(100, round(area["percent"])),
        tone=TONES.get(area["level"], Tone.PLAIN),
        url=reverse("admin:occupancy_figures", args=[area["id"]]),
    )


DESK = Desk(
    "occupancy",
    VIEW,
    panel,
    pages=(Page("Who is where", "admin:occupancy_board", VIEW),),
    records=frozenset(
        {"arealevel", "dirtyhour", "livecount", "countreset", "counterpace", "occupancylog"}
    ),
)
