"""The guide's ``attendance/check-in``, ``check-out`` and ``summary/{employee_id}``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from attendance import services
from attendance.api.serializers.checking import (
    CheckInRequest,
    CheckOutRequest,
    CheckRequest,
    RangeRequest,
    ShiftStatusSerializer,
    SummarySerializer,
)
from attendance.models import AttendanceDay
from attendance.models.days import VIEW, VIEW_OWN
from attendance.selectors.people import employee_for, employee_visible_to
from attendance.services import ShiftStatus
from factory.core.errors import NotFound
from factory.sites.api.views import SiteView, body_of
from identity.models import Employee

ADD = "attendance.add_punch"
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="the same key answers once"
)


class CheckView(SiteView):
    """Somebody came or left: reported by a person, a badge reader or an edge box."""

    perm = ADD

    def _answer(self, request: Request) -> Response:
        named = CheckRequest(data={"employee_id": body_of(request, "employee_id")})
        named.is_valid(raise_exception=True)
        employee = employee_for(request.user, ADD, named.validated_data["employee_id"])
        self._refuse_other_site(employee)
        return self.once(lambda: (200, self._recorded(employee)))

    def _refuse_other_site(self, employee: Employee) -> None:
        if body_of(self.request, "site") and self.site().pk != employee.site_id:
            raise NotFound(f"There is no employee {employee.pk} at this site.")

    def _recorded(self, employee: Employee) -> Any:
        raise NotImplementedError

    def _shown(self, status: ShiftStatus, employee: Employee) -> Any:
        return ShiftStatusSerializer(asdict(status), context={"site": employee.site}).data


class CheckInView(CheckView):
    @extend_schema(
        operation_id="attendance_check_in",
        parameters=[KEY],
        request=CheckInRequest,
        responses=ShiftStatusSerializer,
    )
    def post(self, request: Request) -> Response:
        """Record that somebody came. Within the grace PRESENT, beyond it LATE."""
        return self._answer(request)

    def _recorded(self, employee: Employee) -> Any:
        asked = CheckInRequest(data=self.request.data, context={"site": employee.site})
        asked.is_valid(raise_exception=True)
        status = services.check_in(
            employee=employee,
            at=asked.validated_data["check_in_time"],
            shift_data=asked.validated_data.get("shift_data"),
            event_id=asked.validated_data.get("event_id", ""),
            caller=self.request.user,
        )
        return self._shown(status, employee)


class CheckOutView(CheckView):
    @extend_schema(
        operation_id="attendance_check_out",
        parameters=[KEY],
        request=CheckOutRequest,
        responses=ShiftStatusSerializer,
    )
    def post(self, request: Request) -> Response:
        """Record that somebody left."""
        return self._answer(request)

    def _recorded(self, employee: Employee) -> Any:
        asked = CheckOutRequest(data=self.request.data, context={"site": employee.site})
        asked.is_valid(raise_exception=True)
        status = services.check_out(
            employee=employee,
            at=asked.validated_data["check_out_time"],
            shift_data=asked.validated_data.get("shift_data"),
            event_id=asked.validated_data.get("event_id", ""),
            caller=self.request.user,
        )
        return self._shown(status, employee)


class SummaryView(SiteView):
    """One employee's figures; employees see their own."""

    perm = VIEW_OWN
    queryset: ClassVar[Any] = AttendanceDay.objects.none()

    @extend_schema(
        operation_id="attendance_summary",
        parameters=[RangeRequest],
        responses=SummarySerializer,
    )
    def get(self, request: Request, employee_id: int) -> Response:
        """Count the scheduled days: on time, late, left early, absent."""
        employee = employee_visible_to(request.user, VIEW, VIEW_OWN, employee_id)
        asked = RangeRequest(data=request.query_params)
        asked.is_valid(raise_exception=True)
        first, last = asked.validated_data["start_date"], asked.validated_data["end_date"]
        return Response(services.employee_summary(employee=employee, first=first, last=last))
