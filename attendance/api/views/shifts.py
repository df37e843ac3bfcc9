"""Shifts, rotating patterns and late policies under ``/api/v1/``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from attendance import services
from attendance.api.serializers.rosters import (
    LatePolicySerializer,
    ShiftPatternSerializer,
    ShiftRequest,
    ShiftSerializer,
)
from attendance.api.views.roster_rows import RosterRows, operations, site_of
from attendance.models import LatePolicy, Shift, ShiftPattern
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


@operations("shift_patterns")
class ShiftPatternViewSet(RosterRows, ModelViewSet[ShiftPattern]):
    """Rotating patterns: a cycle of weeks with a shift for each day of work."""

    queryset = ShiftPattern.objects.prefetch_related("days").order_by("site", "name")
    serializer_class = ShiftPatternSerializer
    filterset_fields = ("site", "active", "name")
    ordering_fields = ("name",)
    needs_site = True

    def build(self, values: dict[str, Any], row: ShiftPattern | None = None) -> ShiftPattern:
        self._days: list[Any] | None = values.pop("days", None)
        pattern: ShiftPattern = super().build(values, row)
        return pattern

    def store(self, row: ShiftPattern) -> ShiftPattern:
        days = self._days
        shifts = {(one["week"] - 1, one["weekday"]): one["shift"] for one in days or ()}
        services.save_pattern(
            pattern=row, shifts=None if days is None else shifts, caller=self.request.user
        )
        found: ShiftPattern = self.queryset.all().get(pk=row.pk)
        return found

    def remove(self, row: ShiftPattern) -> None:
        services.remove_pattern(pattern=row, caller=self.request.user)


@operations("late_policies")
class LatePolicyViewSet(RosterRows, ModelViewSet[LatePolicy]):
    """What lateness costs, for a department or the whole site, from when to when."""

    queryset = LatePolicy.objects.order_by("-id")
    serializer_class = LatePolicySerializer
    filterset_fields = ("site", "department")
    ordering_fields = ("from_date",)
    needs_site = True

    def store(self, row: LatePolicy) -> LatePolicy:
        return services.save_late_policy(policy=row, caller=self.request.user)

    def remove(self, row: LatePolicy) -> None:
        services.remove_late_policy(policy=row, caller=self.request.user)
