"""The vehicle list and the gates, as REST collections."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from factory.sites.api.views import ScopedRows
from factory.sites.models import Site
from factory.sites.selectors import site_of_request
from vehicles import services
from vehicles.api.filters import OfSiteFilter, VehicleFilter
from vehicles.api.gate_serializers import GateSerializer, PlateCameraSerializer
from vehicles.api.list_serializers import VehicleSerializer
from vehicles.models import Gate, PlateCamera, Vehicle


class _OfSite(ScopedRows):
    """Rows whose site is named when they are made, and never after."""

    def site(self) -> Site:
        named = self.request.data.get("site") or self.request.query_params.get("site")
        return site_of_request(self.request.user, self.perm_for(self.request), named=named)


@extend_schema(tags=["vehicles"])
class VehicleViewSet(_OfSite, ModelViewSet[Vehicle]):
    """Plates that are let in, shut out, or merely known. A plate, once listed, does not change."""

    queryset = Vehicle.objects.all()
    serializer_class = VehicleSerializer
    filterset_class = VehicleFilter
    ordering_fields = ("id", "plate", "changed_at")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = services.add_vehicle(
            site=self.site(), caller=self.request.user, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = services.change_vehicle(
            vehicle=cast("Vehicle", serializer.instance),
            caller=self.request.user,
            **serializer.validated_data,
        )

    def perform_destroy(self, instance: Vehicle) -> None:
        services.remove_vehicle(vehicle=instance, caller=self.request.user)


@extend_schema(tags=["vehicles"])
class GateViewSet(_OfSite, ModelViewSet[Gate]):
    """Gates: their cameras, their policy, their kill switch."""

    queryset = Gate.objects.prefetch_related("cameras")
    serializer_class = GateSerializer
    filterset_class = OfSiteFilter
    ordering_fields = ("id", "name")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = services.save_gate(
            gate=Gate(site=self.site()), caller=self.request.user, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = services.save_gate(
            gate=cast("Gate", serializer.instance),
            caller=self.request.user,
            **serializer.validated_data,
        )

    def perform_destroy(self, instance: Gate) -> None:
        services.remove_gate(gate=instance, caller=self.request.user)


@extend_schema(tags=["vehicles"])
class PlateCameraViewSet(ScopedRows, ModelViewSet[PlateCamera]):
    """How many reads of a vehicle must agree at a camera before they are an event."""

    queryset = PlateCamera.objects.all()
    serializer_class = PlateCameraSerializer
    filterset_class = OfSiteFilter
    ordering_fields = ("id",)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = services.set_votes(
            caller=self.request.user, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        held = cast("PlateCamera", serializer.instance)
        values = {"camera": held.camera, "votes_needed": held.votes_needed}
        serializer.instance = services.set_votes(
            caller=self.request.user,
            **(values | serializer.validated_data | {"camera": held.camera}),
        )

    def perform_destroy(self, instance: PlateCamera) -> None:
        services.remove_votes(row=instance, caller=self.request.user)
