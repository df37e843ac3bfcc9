"""The guide's calls on the block list: a plate blocked, and unblocked."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.sites.api.views import SiteView
from vehicles import services
from vehicles.answers import entry_of
from vehicles.api.list_serializers import BlockSerializer, EntrySerializer, UnblockSerializer
from vehicles.api.views.traffic import SITE
from vehicles.models import Vehicle


class BlockPlateView(SiteView):
    perm = "vehicles.change_vehicle"

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_block_plate",
        parameters=[SITE],
        request=BlockSerializer,
        responses=EntrySerializer,
    )
    def post(self, request: Request) -> Response:
        """Shut a plate out from now on. Reads of the last 24 hours are looked through for it."""
        site, body = self.site(), BlockSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        return self.once(
            lambda: (200, _listed(services.block_plate(site=site, caller=request.user, **values)))
        )


class UnblockPlateView(SiteView):
    perm = "vehicles.change_vehicle"

    @extend_schema(
        tags=["vehicles"],
        operation_id="vehicle_unblock_plate",
        parameters=[SITE],
        request=UnblockSerializer,
        responses=EntrySerializer,
    )
    def post(self, request: Request) -> Response:
        """Lift a block. The plate is on no list then; to let it in, authorise it."""
        site, body = self.site(), UnblockSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        return self.once(
            lambda: (200, _listed(services.unblock_plate(site=site, caller=request.user, **values)))
        )


def _listed(vehicle: Vehicle) -> dict[str, Any]:
    return entry_of(vehicle) | {"vehicle": vehicle.pk}
