"""The pages that a plant manager looks at: all areas now, and one area over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from factory.core import clock
from factory.core.scoping import access_of
from factory.sites.models import Site
from occupancy import charts
from occupancy.board import SPANS, span_named
from occupancy.heat import week_of
from occupancy.heat_chart import heat_svg
from occupancy.models import Area, CountReset
from occupancy.quality import SAYS, fault_of
from occupancy.ranges import HEAT_DAYS, Grain, span
from occupancy.selectors.charts import bars_of, last_day
from occupancy.selectors.heat import read_hours
from occupancy.selectors.live import live_areas, live_of, people_in
from occupancy.selectors.quality import balances

VIEW, CHANGE = "occupancy.view_area", "occupancy.change_area"
RESETS_SHOWN = 8
LEVELS = {"ok": "room left", "warn": "filling up", "full": "full", "unlimited": "no limit set"}


@dataclass(frozen=True, slots=True)
class Tile:
    area: Area
    live: dict[str, Any]
    level: str
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
    tiles = [
        Tile(areas[live["id"]], live, LEVELS[live["level"]], _chart(areas[live["id"]], now))
        for live in shown
        if live["id"] in areas
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


def figures(page: Any, request: HttpRequest, area_id: int) -> HttpResponse:
    """Show one area: now, a chart of a chosen span, a usual week, and how well it is counted."""
    rows = Area.objects.for_user(request.user, VIEW).select_related("site")
    area: Area | None = rows.filter(pk=area_id).first()
    if area is None:
        raise Http404
    chosen, now = span_named(request.GET.get("span")), clock.now()
    live = live_of(area, now)
    context = page.admin_site.each_context(request) | {
        "title": area.name,
        "opts": page.opts,
        "area": area,
        "live": live,
        "level": LEVELS[live["level"]],
        "spans": SPANS,
        "chosen": chosen,
        "chart": _drawn(area, bars_of(area, chosen, now), chosen.title),
        "export": _export(area, chosen.grain, chosen.days),
        "heat": _heat(area),
        "may_change": access_of(request.user).allows(CHANGE, area.site_id),
        **_quality(area),
    }
    return render(request, "admin/occupancy/area/figures.html", context)


def _chosen(sites: list[Site], named: str | None) -> Site:
    """Return the named site of those; without a name the default one, or the first."""
    if named:
        found = next((site for site in sites if str(site.pk) == named), None)
        if found is None:
            raise Http404
        return found
    return next((site for site in sites if site.is_default), sites[0])


def _chart(area: Area, now: Any) -> SafeString:
    return _drawn(area, last_day(area, now), "24 hours", charts.TILE)


def _drawn(
    area: Area, bars: list[charts.Bar], title: str, canvas: charts.Canvas = charts.PAGE
) -> SafeString:
    name = f"{area.name}: {title}"
    drawn = charts.svg(bars, title=name, capacity=area.capacity, canvas=canvas)
    # Everything that people wrote is escaped there.
    return mark_safe(drawn)  # noqa: S308


def _export(area: Area, grain: Grain, days: int) -> str:
    today = clock.local_day(area.site.zone)
    first, last = span(grain, None, today, today, usual=days + 1)
    return (
        f"/api/v1/aggregates?site={area.site_id}&area={area.pk}&by=area&granularity={grain}"
        f"&start_date={first}&end_date={last}"
    )


def _heat(area: Area) -> dict[str, Any]:
    today = clock.local_day(area.site.zone)
    first, last = span(Grain.DAY, None, None, today, usual=HEAT_DAYS)
    week = week_of(read_hours(area.site, first, last, area_id=area.pk))
    return {
        "first": first,
        "last": last,
        "read": any(cell for cells in week for cell in cells),
        # Holds numbers and weekdays only, and the title, which is escaped there.
        "svg": mark_safe(heat_svg(week, title=f"{area.name}: a usual week")),  # noqa: S308
        "export": f"/api/v1/occupancy/heat-map?site={area.site_id}&area={area.pk}",
    }


def _quality(area: Area) -> dict[str, Any]:
    days = balances(area, clock.now())
    fault = fault_of(days)
    resets = CountReset.objects.filter(site=area.site_id, area_id=area.pk).select_related("who")
    return {
        "days": list(reversed(days)),
        "fault": SAYS[fault] if fault else "",
        "resets": list(resets.order_by("-at")[:RESETS_SHOWN]),
    }
