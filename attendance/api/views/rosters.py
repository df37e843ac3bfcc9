"""Shifts, assignments, weekly offs, holidays and leave under ``/api/v1/``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from attendance import services
from attendance.api.serializers.rosters import (
    HolidaySerializer,
    LeaveSerializer,
    ShiftAssignmentSerializer,
    ShiftRequest,
    ShiftSerializer,
    WeeklyOffSerializer,
)
from attendance.models import Holiday, Leave, Shift, ShiftAssignment, WeeklyOff
from factory.core import clock
from factory.sites.api.views import ScopedRows, body_of
from factory.sites.models import Site
from factory.sites.selectors import site_of_request


def _operations(name: str) -> Any:
    """Return the stable operation ids of a whole collection."""
    verbs = {
        "list": "list",
        "create": "create",
        "retrieve": "read",
        "update": "replace",
        "partial_update": "change",
        "destroy": "delete",
    }
    return extend_schema_view(
        **{act: extend_schema(operation_id=f"{name}_{verb}") for act, verb in verbs.items()}
    )


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
        site = _site(self)
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


class RosterRows(ScopedRows):
    """For the rows of a roster: built here, checked, saved and marked by a service."""

    needs_site = False

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values: Any = serializer.validated_data
        site = {"site": _site(self)} if self.needs_site else {}
        serializer.instance = self.store(self.queryset.model(**values, **site))

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        values: Any = serializer.validated_data
        for name, value in values.items():
            setattr(serializer.instance, name, value)
        serializer.instance = self.store(serializer.instance)

    def perform_destroy(self, instance: Any) -> None:
        services.remove(row=instance, caller=self.request.user)

    def store(self, row: Any) -> Any:
        raise NotImplementedError


def _site(view: Any) -> Site:
    named = body_of(view.request, "site")
    return site_of_request(view.request.user, view.perm_for(view.request), named=named)


@_operations("shift_assignments")
class ShiftAssignmentViewSet(RosterRows, ModelViewSet[ShiftAssignment]):
    """Who works which shift from when to when; overlapping hours are refused."""

    queryset = ShiftAssignment.objects.select_related("employee__site", "shift").order_by("-id")
    serializer_class = ShiftAssignmentSerializer
    filterset_fields = ("site", "employee", "shift")
    ordering_fields = ("from_date",)

    def store(self, row: ShiftAssignment) -> ShiftAssignment:
        return services.save_assignment(assignment=row, caller=self.request.user)


@_operations("weekly_offs")
class WeeklyOffViewSet(RosterRows, ModelViewSet[WeeklyOff]):
    """Weekdays off, of one employee, a department or the site; also rotating ones."""

    queryset = WeeklyOff.objects.select_related("employee").order_by("-id")
    serializer_class = WeeklyOffSerializer
    filterset_fields = ("site", "employee", "department")
    ordering_fields = ("from_date",)
    needs_site = True

    def store(self, row: WeeklyOff) -> WeeklyOff:
        return services.save_weekly_off(weekly_off=row, caller=self.request.user)


@_operations("holidays")
class HolidayViewSet(RosterRows, ModelViewSet[Holiday]):
    """Days on which a site is closed."""

    queryset = Holiday.objects.order_by("-day", "-id")
    serializer_class = HolidaySerializer
    filterset_fields = ("site", "day")
    ordering_fields = ("day",)
    needs_site = True

    def store(self, row: Holiday) -> Holiday:
        return services.save_holiday(holiday=row, caller=self.request.user)


@_operations("leaves")
class LeaveViewSet(RosterRows, ModelViewSet[Leave]):
    """Granted leave: whole days, or half of one."""

    queryset = Leave.objects.select_related("employee__site").order_by("-id")
    serializer_class = LeaveSerializer
    filterset_fields = ("site", "employee", "part", "kind")
    ordering_fields = ("from_date",)

    def store(self, row: Leave) -> Leave:
        return services.save_leave(leave=row, caller=self.request.user)
