"""How well counters count, and a head count by a person who knows better."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.errors import Invalid, NotFound
from factory.core.models import User
from factory.sites.api.views import SiteView
from factory.sites.models import Site
from occupancy import services
from occupancy.api.answers import DriftAnswerSerializer, QualitySerializer
from occupancy.api.serializers import HeadcountSerializer, OneAreaSerializer
from occupancy.models import Area
from occupancy.quality import fault_of
from occupancy.selectors.edges import whole_since
from occupancy.selectors.quality import balances


class QualityView(SiteView):
    """The daily imbalance of one area."""

    perm = "occupancy.view_occupancydailyaggregate"

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_quality",
        parameters=[OneAreaSerializer],
        responses=QualitySerializer,
    )
    def get(self, request: Request) -> Response:
        """Return each of the last 14 days from reset to reset: entries, exits, and what is left over.

        ``fault`` says what is steadily wrong: ``swapped``, ``more_in``, ``more_out`` or null.
        """
        query = OneAreaSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        site = self.site()
        days = balances(area_of(site, query.validated_data["area"]), clock.now())
        fault = fault_of(days)
        shown = [
            {
                "day": day.day,
                "entries": day.entries,
                "exits": day.exits,
                "imbalance": day.imbalance,
                "error": round(day.error, 4),
                "coverage": round(day.coverage, 4),
            }
            for day in days
        ]
        return Response({"site": site.pk, "fault": fault, "days": shown})


class HeadcountView(SiteView):
    """So many people are in."""

    perm = "occupancy.run_jobs"

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_headcount",
        request=HeadcountSerializer,
        responses=DriftAnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        """Set an area's count right: ``count`` people were in at ``at`` (now). Kept as a reset."""
        site = self.site()
        asked = HeadcountSerializer(data=request.data, context={"site": site})
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        now = clock.now()
        at = values.get("at") or now
        if not whole_since(site, now) <= at <= now:
            raise Invalid("Nothing is known of that moment.", fields={"at": "Too old, or to come."})
        area = area_of(site, values["area"]).pk if "area" in values else None
        who = request.user.pk if isinstance(request.user, User) else None

        def record() -> tuple[int, dict[str, Any]]:
            return 200, services.record_headcount(
                site=site, count=values["count"], at=at, area_id=area, who_id=who
            )

        return self.once(record)


def area_of(site: Site, number: int) -> Area:
    """Return the site's area; raises NotFound."""
    area: Area | None = Area.objects.select_related("site").filter(site=site, pk=number).first()
    if area is None:
        raise NotFound("There is no such area.")
    return area
