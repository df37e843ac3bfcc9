"""Attendance days. Employees see their own."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from attendance.api.filters import AttendanceDayFilter
from attendance.api.serializers.days import AttendanceDaySerializer
from attendance.models import AttendanceDay
from attendance.models.own import VIEW_OWN
from factory.core.api.pagination import Stream
from factory.sites.api.views import ScopedRows


class DayStream(Stream):
    """Newest days first."""

    ordering = ("-day", "-id")  # type: ignore[assignment]  # DRF takes several


@extend_schema_view(
    list=extend_schema(operation_id="attendance_days_list"),
    retrieve=extend_schema(operation_id="attendance_days_read"),
)
class AttendanceDayViewSet(
    ScopedRows, mixins.RetrieveModelMixin, mixins.ListModelMixin, GenericViewSet[AttendanceDay]
):
    """Derived days: read only. What is wrong is put right by punches and regularisations."""

    queryset = AttendanceDay.objects.select_related("employee")
    serializer_class = AttendanceDaySerializer
    filterset_class = AttendanceDayFilter
    pagination_class = DayStream
    ordering_fields = ()

    def perm_for(self, _request: Request) -> str:
        """Return the least that lets somebody in; the rows say who sees more."""
        return VIEW_OWN

    def get_queryset(self) -> Any:
        return self.queryset.all().visible_to(self.request.user)
