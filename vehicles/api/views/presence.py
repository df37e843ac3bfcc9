"""Who is inside, and who was seen to leave."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.models import User
from factory.sites.api.views import SiteView
from vehicles import selectors, services
from vehicles.api.fact_serializers import GateEventSerializer
from vehicles.api.presence_serializers import VehicleLeftSerializer, VehiclesInsideSerializer
from vehicles.api.views.traffic import SITE, VIEW


class InsideView(SiteView):
    perm = VIEW

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_inside",
        parameters=[SITE],
        responses=VehiclesInsideSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the vehicles that entered and have not left, the longest inside first."""
        del request
        site = self.site_alone()
        visits = selectors.vehicles_inside(site)
        body = {"count": len(visits), "vehicles": visits}
        return Response(
            VehiclesInsideSerializer(body, context={"site": site, "now": clock.now()}).data
        )


class LeftView(SiteView):
    perm = "vehicles.change_gateevent"

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_left",
        parameters=[SITE],
        request=VehicleLeftSerializer,
        responses=GateEventSerializer,
    )
    def post(self, request: Request) -> Response:
        """Write down that a vehicle has left where no camera saw it."""
        site, body = (
            self.site(),
            VehicleLeftSerializer(data=request.data, context={"site": self.site()}),
        )
        body.is_valid(raise_exception=True)
        who = cast("User", request.user)

        def left() -> tuple[int, Any]:
            event = services.mark_left(site=site, who=who, **body.validated_data)
            return 200, GateEventSerializer(event).data

        return self.once(left)
