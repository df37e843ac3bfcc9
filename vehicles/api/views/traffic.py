"""The visits of some days, and a day's or a month's summary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.api.views import SiteView
from vehicles import selectors
from vehicles.api.presence_serializers import (
    TrafficQuerySerializer,
    TrafficSummarySerializer,
    VehicleVisitListSerializer,
    VisitSpanSerializer,
)
from vehicles.api.summaries import summary_of
from vehicles.plates import plate_key

SITE = OpenApiParameter("site", int, description="a site's number; your only one if left out")
VIEW = "vehicles.view_gateevent"
LONGEST_SPAN = timedelta(days=93)


class VisitsView(SiteView):
    perm = VIEW

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_visits",
        parameters=[SITE, VisitSpanSerializer],
        responses=VehicleVisitListSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the entries, exits and times on site of up to 93 days."""
        site, asked = self.site(), VisitSpanSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        today = clock.local_day(site.zone)
        last = asked.validated_data.get("end_date", today)
        first = asked.validated_data.get("start_date", last)
        if not timedelta() <= last - first <= LONGEST_SPAN:
            raise Invalid("Ask for 1 to 93 days, the earlier one first.")
        plate = asked.validated_data["plate"]
        key = plate_key(plate) if plate else ""
        visits = selectors.visits_between(site, first, last, key=key)
        body = {"start_date": first, "end_date": last, "visits": visits}
        return Response(
            VehicleVisitListSerializer(body, context={"site": site, "now": clock.now()}).data
        )


class SummaryView(SiteView):
    perm = VIEW

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_summary",
        parameters=[SITE, TrafficQuerySerializer],
        responses=TrafficSummarySerializer,
    )
    def get(self, request: Request) -> Response:
        """Return a day's traffic by the hour, or a month's by the day, on the site's own clock."""
        site, asked = self.site(), TrafficQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        if month := asked.validated_data.get("month"):
            first = date.fromisoformat(f"{month}-01")
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            traffic = selectors.month_traffic(site, first)
        else:
            first = last = asked.validated_data.get("date", clock.local_day(site.zone))
            traffic, _ = selectors.day_traffic(site, first)
        figures: dict[str, Any] = {"start_date": first, "end_date": last}
        figures |= summary_of(traffic, selectors.decisions_between(site, first, last))
        return Response(TrafficSummarySerializer(figures).data)
