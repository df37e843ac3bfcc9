"""The page of one area: now, over time, in a usual week, and how well it is counted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from factory.core import clock
from factory.core.scoping import access_of
from occupancy.admin.showing import LEVELS, clock_of, drawn, set_right_by
from occupancy.board import SPANS, span_named
from occupancy.heat import week_of
from occupancy.heat_chart import heat_svg
from occupancy.models import Area
from occupancy.quality import SAYS, fault_of
from occupancy.ranges import HEAT_DAYS, Grain, span
from occupancy.selectors.charts import bars_of
from occupancy.selectors.heat import read_hours
from occupancy.selectors.live import live_of
from occupancy.selectors.quality import balances
from occupancy.selectors.resets import last_resets

VIEW, CHANGE, RUN = "occupancy.view_area", "occupancy.change_area", "occupancy.run_jobs"
RESETS_SHOWN = 8


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
        "clock": clock_of(live),
        "set_right_by": set_right_by(area),
        "spans": SPANS,
        "chosen": chosen,
        "chart": drawn(area, bars_of(area, chosen, now), chosen.title),
        "export": _export(area, chosen.grain, chosen.days),
        "heat": _heat(area),
        "may_change": access_of(request.user).allows(CHANGE, area.site_id),
        "may_count": access_of(request.user).allows(RUN, area.site_id),
        **_quality(area),
    }
    return render(request, "admin/occupancy/area/figures.html", context)


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
    return {
        "days": list(reversed(days)),
        "fault": SAYS[fault] if fault else "",
        "resets": last_resets(area, RESETS_SHOWN),
    }
