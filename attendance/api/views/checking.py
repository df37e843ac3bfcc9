"""The guide's ``attendance/check-in``, ``check-out`` and ``summary/{employee_id}``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
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
from attendance.models.days import VIEW
from attendance.models.own import VIEW_OWN
from attendance.selectors.people import employee_visible_to
from attendance.services import ShiftStatus
from factory.core.scoping import access_of
from factory.sites.api.views import SiteView

ADD = "attendance.add_punch"
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="the same key answers once"
)


class CheckView(SiteView):
    """Somebody came or left: reported by a person, a badge reader or an edge box."""

    perm = ADD

    def answer(
        self, asked: CheckRequest, time_field: str, act: Callable[..., ShiftStatus]
    ) -> Response:
        """Validate, call the service once, and answer with the guide's dictionary."""
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        sites = self._sites(values.get("site"))
        return self.once(
            lambda: (
                200,
                _shown(
                    act(
                        employee_id=values["employee_id"],
                        at=values[time_field],
                        sites=sites,
                        shift_data=values.get("shift_data"),
                        event_id=values.get("event_id") or "",
                        caller=self.request.user,
                    )
                ),
            )
        )

    def _sites(self, named: int | None) -> Collection[int] | None:
        """Return the sites at which the caller may record punches, or the one that is named of them."""
        access = access_of(self.request.user)
        if named is None:
            return None if access.superuser else access.sites(ADD)
        return {named} if access.allows(ADD, named) else ()


def _shown(status: ShiftStatus) -> dict[str, Any]:
    """Return the answer's fields, moments as ISO 8601 with their offset."""
    return {name: _text(getattr(status, name)) for name in ShiftStatus.__slots__}


def _text(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return value.isoformat().replace("+00:00", "Z")


class CheckInView(CheckView):
    @extend_schema(
        operation_id="attendance_check_in",
        parameters=[KEY],
        request=CheckInRequest,
        responses=ShiftStatusSerializer,
    )
    def post(self, request: Request) -> Response:
        """Record that somebody came. Within the grace PRESENT, beyond it LATE."""
        asked = CheckInRequest(data=request.data)
        return self.answer(asked, "check_in_time", services.check_in)


class CheckOutView(CheckView):
    @extend_schema(
        operation_id="attendance_check_out",
        parameters=[KEY],
        request=CheckOutRequest,
        responses=ShiftStatusSerializer,
    )
    def post(self, request: Request) -> Response:
        """Record that somebody left."""
        asked = CheckOutRequest(data=request.data)
        return self.answer(asked, "check_out_time", services.check_out)


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
