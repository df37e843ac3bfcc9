"""A whole site's figures for payroll, the head count for occupancy, and payroll locks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from attendance import services
from attendance.api.filters import PayrollLockFilter
from attendance.api.serializers.checking import (
    HeadcountRequest,
    HeadcountSerializer,
    SiteRangeRequest,
    SiteSummarySerializer,
)
from attendance.api.serializers.days import DifferenceSerializer, PayrollLockSerializer
from attendance.jobs import start_lock
from attendance.models import PayrollLock
from attendance.payroll_table import TITLES, heading_of, table_of
from attendance.selectors.summaries import site_summary
from factory.core.api.sheets import JSON_OR_SHEET, Sheet, wants_sheet
from factory.core.api.waiting import answer_job
from factory.core.leases import State
from factory.sites.api.views import ScopedRows, SiteView, body_of
from factory.sites.api.work_serializers import LaterSerializer
from factory.sites.selectors import site_of_request


class SiteSummaryView(SiteView):
    """Everybody's figures in a fixed number of queries, as JSON, CSV or XLSX."""

    perm = "attendance.view_attendanceday"
    renderer_classes = JSON_OR_SHEET

    @extend_schema(
        operation_id="attendance_site_summary",
        parameters=[SiteRangeRequest],
        responses=SiteSummarySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Count the scheduled days of everybody at a site."""
        site = self.site()
        asked = SiteRangeRequest(data=request.query_params)
        asked.is_valid(raise_exception=True)
        first, last = asked.validated_data["start_date"], asked.validated_data["end_date"]
        services.check_range(first, last)
        found = site_summary(
            site,
            first,
            last,
            department=asked.validated_data["department"],
            shift_id=asked.validated_data["shift"],
        )
        rows = [one.as_row() for one in found]
        if wants_sheet(request):
            name = f"attendance-{first}-{last}"
            of = (site.name, asked.validated_data["department"])
            heading = heading_of("Payroll", of, first, last)
            return self.exported(site, Sheet(name, "Payroll", TITLES, table_of(rows), heading))
        return Response(rows)


class HeadcountView(SiteView):
    perm = "attendance.hand_over_headcount"

    @extend_schema(
        operation_id="attendance_headcount",
        request=HeadcountRequest,
        responses=HeadcountSerializer,
    )
    def post(self, request: Request) -> Response:
        """Set occupancy's count right by the people whose punches say that they are in."""
        site = self.site()
        asked = HeadcountRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        area = asked.validated_data.get("area")
        who_id = request.user.pk
        return self.once(
            lambda: (200, services.hand_over_headcount(site=site, area_id=area, who_id=who_id))
        )


@extend_schema_view(
    list=extend_schema(operation_id="payroll_locks_list"),
    create=extend_schema(
        operation_id="payroll_locks_create",
        responses={201: PayrollLockSerializer, 202: LaterSerializer},
    ),
    retrieve=extend_schema(operation_id="payroll_locks_read"),
)
class PayrollLockViewSet(
    ScopedRows,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.ListModelMixin,
    GenericViewSet[PayrollLock],
):
    """Periods as they were paid. A lock is never changed; what came later shows as differences."""

    queryset = PayrollLock.objects.select_related("site").defer("snapshot", "days")
    serializer_class = PayrollLockSerializer
    filterset_class = PayrollLockFilter
    ordering_fields = ("first",)

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Lock a period. A job derives its days first: 202 with its address past ten seconds."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        site = site_of_request(
            request.user, "attendance.add_payrolllock", named=body_of(request, "site")
        )
        period = {name: asked.validated_data[name] for name in ("first", "last")}
        who: Any = request.user
        job = start_lock(site=site, who=who, **period)
        answer = answer_job(request, job)
        if job.state == State.FAILED:
            # Where the period itself is why, as a person can read it.
            services.check_lock(site=site, **period)
        if job.state != State.DONE:
            return answer
        lock = self.get_queryset().get(pk=job.result["lock"])
        return Response(self.get_serializer(lock).data, status=201)

    @extend_schema(
        operation_id="payroll_locks_differences", responses=DifferenceSerializer(many=True)
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def differences(self, _request: Request, **_kwargs: Any) -> Response:
        """Say where today's figures and days differ from those that were paid."""
        found = services.differences(self.get_object())
        return Response(DifferenceSerializer([asdict(one) for one in found], many=True).data)
