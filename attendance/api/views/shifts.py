"""Shifts under ``/api/v1/``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from attendance import services
from attendance.api.serializers.rosters import ShiftRequest, ShiftSerializer
from attendance.api.views.roster_rows import site_of
from attendance.models import Shift
from factory.core import clock
from factory.sites.api.views import ScopedRows


@extend_schema_view(
    list=extend_schema(operation_id="shifts_list"),
    retrieve=extend_schema(operation_id="shifts_read"),
    destroy=extend_schema(operation_id="shifts_delete"),
)
class ShiftViewSet(
    ScopedRows,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    mixins.ListModelMixin,
    GenericViewSet[Shift],
):
    """Shifts with their versions; a change makes a new version, and past days keep the old one."""

    queryset = Shift.objects.prefetch_related("versions").order_by("site", "name")
    serializer_class = ShiftSerializer
    filterset_fields = ("site", "active", "name")
    ordering_fields = ("name",)

    @extend_schema(
        operation_id="shifts_create", request=ShiftRequest, responses={201: ShiftSerializer}
    )
    def create(self, request: Request) -> Response:
        """Make a shift; without ``effective_from`` it has always been so."""
        site = site_of(self)
        asked = ShiftRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {name: value for name, value in asked.validated_data.items() if name != "site"}
        shift = services.define_shift(site=site, caller=request.user, **values)
        return Response(ShiftSerializer(shift).data, status=201)

    @extend_schema(operation_id="shifts_change", request=ShiftRequest, responses=ShiftSerializer)
    def partial_update(self, request: Request, **_kwargs: Any) -> Response:
        """Change what a shift asks from ``effective_from`` (today) on."""
        shift = self.get_object()
        asked = ShiftRequest(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        # A shift stays at its site, whatever the request says.
        values = {name: value for name, value in asked.validated_data.items() if name != "site"}
        since = values.pop("effective_from", None) or clock.local_day(shift.site.zone)
        services.alter_shift(shift=shift, effective_from=since, caller=request.user, **values)
        return Response(ShiftSerializer(self.get_object()).data)

    def perform_destroy(self, instance: Shift) -> None:
        services.remove_shift(shift=instance, caller=self.request.user)
