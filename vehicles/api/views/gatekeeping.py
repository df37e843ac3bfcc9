"""The guide's calls at the gate: a plate validated, and the gate's figures."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from django.db import IntegrityError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core.errors import DomainError, NotFound
from factory.core.scoping import access_of
from factory.sites.api.views import SiteView
from factory.sites.models import Site
from vehicles import selectors, services
from vehicles.answers import answer_of
from vehicles.api.answer_serializers import AnswerSerializer
from vehicles.api.list_serializers import GateFiguresSerializer
from vehicles.api.seen_serializers import SeenSerializer, WaitingSerializer, text_alone
from vehicles.models import PlateRead
from vehicles.selectors import KnownCamera
from vehicles.services import SeenPlate

SITE = OpenApiParameter("site", int, description="a site's number; your only one if left out")
ADD_READ = "vehicles.add_plateread"
logger = logging.getLogger(__name__)


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
        """Decide whether a vehicle may pass, while it waits. The read is stored in any case.

        A request that is refused is not stored, unless its plate is blocked: that raises its alert.
        """
        try:
            camera = camera_named(request)
            site = self.site(owner=camera.site_id if camera else None)
            must_be_of(site, camera)
        except NotFound:
            with suppress(DomainError):
                self._notice(request, self.site(), None)
            raise
        body = WaitingSerializer(data=request.data, context={"site": site})
        if not body.is_valid():
            self._notice(request, site, camera)
            raise ValidationError(body.errors)
        seen = body.seen(request.user, camera)
        try:
            return self.once(lambda: _answer(services.decide_read(site=site, seen=seen), seen))
        except IntegrityError:
            # Under a key the decision and its answer are one transaction, which fails again and again
            # where what it names has gone: the camera, or the device itself.
            logger.warning("⚠️ a read is held: what it names was deleted", exc_info=True)
            return self.once(lambda: _answer(services.hold_read(site=site, seen=seen), seen))

    def _notice(self, request: Request, site: Site, camera: KnownCamera | None) -> None:
        if seen := text_alone(request.data, request.user, camera):
            services.notice_blocked(site=site, seen=seen)


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


def _answer(read: PlateRead, seen: SeenPlate) -> tuple[int, dict[str, Any]]:
    event = read.event
    renamed = {"event_id_reused": True} if services.was_named_anew(read, seen) else {}
    return 200, answer_of(read) | {
        "read": read.pk,
        "event": event.pk if event else None,
        "repeated": event is not None and not read.fired,
        "opened": event is not None and read.fired and event.opened,
        **renamed,
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
        return Response(selectors.gate_statistics(self.site_alone()))
