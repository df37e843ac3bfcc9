"""What was counted: sums by hour, day and month, and who is where now."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.api.sheets import JSON_OR_SHEET, wants_sheet
from factory.core.errors import Invalid, NotFound
from factory.sites.api.views import SiteView
from factory.sites.models import Site
from occupancy.api.answers import (
    AggregatesSerializer,
    HeatMapSerializer,
    LiveSerializer,
    shown_bucket,
    shown_week,
)
from occupancy.api.serializers import AskedSerializer, HeatMapAskedSerializer
from occupancy.api.sheets import buckets_sheet, heat_sheet
from occupancy.heat import week_of
from occupancy.ranges import HEAT_DAYS, Asked, By, Grain, span
from occupancy.selectors.aggregates import buckets, each_bucket
from occupancy.selectors.heat import read_hours
from occupancy.selectors.layout import has_area, names_of
from occupancy.selectors.live import live_areas, people_in

SITE = OpenApiParameter("site", int, description="a site's number; your only one if left out")


class AggregatesView(SiteView):
    """Sums of one site, as JSON, CSV or XLSX."""

    perm = "occupancy.view_occupancydailyaggregate"
    renderer_classes = JSON_OR_SHEET

    @extend_schema(
        tags=["occupancy"],
        operation_id="aggregates_list",
        parameters=[SITE, AskedSerializer],
        responses=AggregatesSerializer,
    )
    def get(self, request: Request) -> Response:
        """List sums, oldest first, in the site's own hours. A span in which nothing was read is absent.

        At most 31 days by hour, 400 by day, ten years by month, and 50,000 rows in one answer. With
        ``format=csv`` or ``xlsx`` it is a file for a spreadsheet, of any number of rows.
        """
        query = AskedSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        site = self.site()
        _known(site, query.validated_data.get("area"))
        asked = _asked(query.validated_data, site)
        if wants_sheet(request):
            rows = each_bucket(site, asked)
            return self.exported(site, buckets_sheet(site, asked, rows, names_of(site)))
        found = buckets(site, asked)
        return Response(
            {
                "site": site.pk,
                "time_zone": site.time_zone,
                "granularity": asked.grain,
                "by": asked.by,
                "start_date": asked.first,
                "end_date": asked.last,
                "results": [shown_bucket(one, site.zone) for one in found],
            }
        )


def _known(site: Site, area: int | None) -> None:
    if area is not None and not has_area(site, area):
        raise NotFound("There is no such area.")


def _asked(values: dict[str, Any], site: Site) -> Asked:
    grain = Grain(values["granularity"])
    first, last = _span(grain, values, site)
    return Asked(first, last, grain, By(values["by"]), values.get("area"), values.get("camera"))


def _span(
    grain: Grain, values: dict[str, Any], site: Site, usual: int | None = None
) -> tuple[date, date]:
    today = clock.local_day(site.zone)
    try:
        return span(grain, values.get("start_date"), values.get("end_date"), today, usual=usual)
    except ValueError as error:
        raise Invalid(f"start_date, end_date: {error}.") from error


class HeatMapView(SiteView):
    """A usual week, as JSON, CSV or XLSX."""

    perm = "occupancy.view_occupancydailyaggregate"
    renderer_classes = JSON_OR_SHEET

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_heat_map",
        parameters=[SITE, HeatMapAskedSerializer],
        responses=HeatMapSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the mean count of each weekday and hour on the site's clock; null was never read.

        Of one area or the whole site, over the last 28 days or at most 400.
        """
        query = HeatMapAskedSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        site, area = self.site(), query.validated_data.get("area")
        _known(site, area)
        first, last = _span(Grain.DAY, query.validated_data, site, usual=HEAT_DAYS)
        week = week_of(read_hours(site, first, last, area_id=area))
        if wants_sheet(request):
            sheet = heat_sheet(f"occupancy-week-{first}-{last}", week)
            return self.exported(site, sheet)
        return Response(
            {
                "site": site.pk,
                "time_zone": site.time_zone,
                "area": area,
                "start_date": first,
                "end_date": last,
                "weekdays": shown_week(week),
            }
        )


class LiveView(SiteView):
    """Who is where now."""

    perm = "occupancy.view_livecount"

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_live",
        parameters=[SITE],
        responses=LiveSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return every area's count, how full it is, and what its cameras last said."""
        del request
        site, now = self.site_alone(), clock.now()
        time = now.astimezone(site.zone).isoformat()
        areas = live_areas(site, now)
        count = people_in(areas)
        return Response({"site": site.pk, "time": time, "count": count, "areas": areas})
