"""The guide's calls at the gate: a plate validated, and the gate's figures."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core.errors import NotFound
from factory.core.scoping import access_of
from factory.sites.api.views import SiteView
from factory.sites.models import Site
from vehicles import selectors, services
from vehicles.answers import answer_of
from vehicles.api.serializers import AnswerSerializer, GateFiguresSerializer, SeenSerializer
from vehicles.models import PlateRead
from vehicles.selectors import KnownCamera

SITE = OpenApiParameter("site", int, description="a site's number; your only one if left out")
ADD_READ = "vehicles.add_plateread"


class ValidatePlateView(SiteView):
    perm = ADD_READ

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_validate_plate",
        parameters=[SITE],
        request=SeenSerializer,
        responses=AnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        """Decide whether a vehicle may pass, while it waits. The read is stored in any case."""
        camera = camera_named(request)
        site = self.site(owner=camera.site_id if camera else None)
        must_be_of(site, camera)
        body = SeenSerializer(data=request.data, context={"site": site})
        body.is_valid(raise_exception=True)
        seen = body.seen(request.user, camera)
        return self.once(lambda: (200, _answered(services.decide_read(site=site, seen=seen))))


def camera_named(request: Request) -> KnownCamera | None:
    """Return the camera that the body names, one that this caller may send reads of, or None."""
    name = request.data.get("camera") if isinstance(request.data, dict) else None
    if not isinstance(name, str | int) or name == "":
        return None
    access = access_of(request.user)
    return selectors.known_camera(name, lambda site_id: access.allows(ADD_READ, site_id))


def must_be_of(site: Site, camera: KnownCamera | None) -> None:
    if camera is not None and camera.site_id != site.pk:
        raise NotFound("There is no such camera.")


def _answered(read: PlateRead) -> dict[str, Any]:
    event = read.event
    return answer_of(read) | {
        "read": read.pk,
        "event": event.pk if event else None,
        "repeated": event is not None and not read.fired,
        "opened": event is not None and read.fired and event.opened,
    }


class GateStatisticsView(SiteView):
    perm = "vehicles.view_vehicle"

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_gate_stats",
        parameters=[SITE],
        responses=GateFiguresSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return the lists' sizes, the rules in force, and what today brought, by the site's day."""
        del request
        return Response(selectors.gate_statistics(self.site()))
