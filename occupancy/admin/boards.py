"""The page that a plant manager looks at: all areas of a site, now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from factory.core import clock
from factory.core.scoping import access_of
from factory.sites.models import Site
from occupancy import charts
from occupancy.admin.showing import LEVELS, clock_of, drawn
from occupancy.models import Area
from occupancy.selectors.charts import last_days
from occupancy.selectors.live import live_areas, people_in

VIEW = "occupancy.view_area"


@dataclass(frozen=True, slots=True)
class Tile:
    area: Area
    live: dict[str, Any]
    level: str
    clock: str
    chart: SafeString


def board(page: Any, request: HttpRequest) -> HttpResponse:
    """Show who is where now, in every area of one site."""
    sites = list(Site.objects.for_user(request.user, VIEW))
    if not sites:
        raise PermissionDenied
    site, now = _chosen(sites, request.GET.get("site")), clock.now()
    areas = {
        area.pk: area for area in Area.objects.filter(site=site).select_related("site", "within")
    }
    shown = live_areas(site, now)
    days = last_days(list(areas.values()), now)
    tiles = [
        Tile(
            area,
            live,
            LEVELS[live["level"]],
            clock_of(live),
            drawn(area, days[area.pk], "24 hours", charts.TILE),
        )
        for live in shown
        if (area := areas.get(live["id"]))
    ]
    context = page.admin_site.each_context(request) | {
        "title": f"People at {site}",
        "opts": page.opts,
        "site": site,
        "sites": sites,
        "tiles": tiles,
        "people": people_in(shown),
        "now": now.astimezone(site.zone),
        "may_add": access_of(request.user).allows("occupancy.add_area", site.pk),
    }
    return render(request, "admin/occupancy/area/board.html", context)


def _chosen(sites: list[Site], named: str | None) -> Site:
    """Return the named site of those; without a name the default one, or the first."""
    if named:
        found = next((site for site in sites if str(site.pk) == named), None)
        if found is None:
            raise Http404
        return found
    return next((site for site in sites if site.is_default), sites[0])
