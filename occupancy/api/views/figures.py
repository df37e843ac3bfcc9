"""What was counted: sums by hour, day and month, and who is where now."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.api.views import SiteView
from factory.sites.models import Site
from occupancy.api.answers import AggregatesSerializer, LiveSerializer, shown_bucket
from occupancy.api.serializers import AskedSerializer
from occupancy.ranges import Asked, By, Grain, span
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.live import live_areas

SITE = OpenApiParameter("site", int, description="a site's number; your only one if left out")


class AggregatesView(SiteView):
    """Sums of one site."""

    perm = "occupancy.view_occupancydailyaggregate"

    @extend_schema(
        tags=["occupancy"],
        operation_id="aggregates_list",
        parameters=[SITE, AskedSerializer],
        responses=AggregatesSerializer,
    )
    def get(self, request: Request) -> Response:
        """List sums, oldest first, in the site's own hours. A span in which nothing was read is absent.

        At most 31 days by hour, 400 by day, ten years by month, and 20,000 rows of cameras.
        """
        query = AskedSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        site = self.site()
        asked = _asked(query.validated_data, site)
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


def _asked(values: dict[str, Any], site: Site) -> Asked:
    grain = Grain(values["granularity"])
    today = clock.local_day(site.zone)
    try:
        first, last = span(grain, values.get("start_date"), values.get("end_date"), today)
    except ValueError as error:
        raise Invalid(f"start_date, end_date: {error}.") from error
    return Asked(first, last, grain, By(values["by"]), values.get("area"), values.get("camera"))


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
        site, now = self.site(), clock.now()
        time = now.astimezone(site.zone).isoformat()
        return Response({"site": site.pk, "time": time, "areas": live_areas(site, now)})
