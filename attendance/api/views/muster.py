"""The muster roll of a month, as JSON, CSV or XLSX."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from attendance import services
from attendance.api.serializers.checking import SiteRangeRequest
from attendance.api.serializers.muster import MusterLineSerializer
from attendance.muster_table import header_of, rows_of
from attendance.payroll_table import heading_of
from attendance.rosters import days_between
from attendance.selectors.muster import muster_roll
from factory.core.api.sheets import JSON_OR_SHEET, Sheet, wants_sheet
from factory.sites.api.views import SiteView


class MusterRollView(SiteView):
    """People down, days across: a code for each day, and what the codes add up to."""

    perm = "attendance.view_attendanceday"
    renderer_classes = JSON_OR_SHEET

    @extend_schema(
        operation_id="attendance_muster_roll",
        parameters=[SiteRangeRequest],
        responses=MusterLineSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Give everybody's codes for up to 31 days."""
        site = self.site()
        asked = SiteRangeRequest(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        first, last = values["start_date"], values["end_date"]
        services.check_range(first, last, longest=services.LONGEST_ROLL_DAYS)
        lines = muster_roll(
            site, first, last, department=values["department"], shift_id=values["shift"]
        )
        days = days_between(first, last)
        if wants_sheet(request):
            name = f"muster-{first}-{last}"
            of = (site.name, values["department"])
            heading = heading_of("Muster roll", of, first, last)
            sheet = Sheet(name, "Muster roll", header_of(days), rows_of(lines, days), heading)
            return self.exported(site, sheet)
        found: list[dict[str, Any]] = [
            {
                "employee_id": line.employee_id,
                "employee_code": line.employee_code,
                "name": line.name,
                "department": line.department,
                "codes": dict(zip(map(str, days), line.cells(days), strict=True)),
                "totals": line.totals,
            }
            for line in lines
        ]
        return Response(found)
