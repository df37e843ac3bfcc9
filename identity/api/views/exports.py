"""``employees/export``: everybody of a site as a file that an import takes back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core.api.sheets import SHEETS, Sheet
from factory.core.errors import Invalid
from factory.core.scoping import access_of
from factory.exchange.tables import MOST_ROWS
from factory.sites.api.views import SiteView
from identity.api.views.searches import SITE
from identity.exporting import HEADER, cells_of
from identity.models import Employee

AT_ONCE = 2_000


class EmployeeExportView(SiteView):
    """A file and nothing else; the list itself is JSON."""

    perm = "identity.view_employee"
    renderer_classes = SHEETS

    @extend_schema(
        operation_id="employees_export", parameters=[SITE], responses={200: OpenApiTypes.BINARY}
    )
    def get(self, request: Request) -> Response:
        """Give everybody at a site as CSV, or XLSX, with the columns that `POST imports` takes.

        Badges are empty for who may not see identifiers. 400 past 100,000 people, which an import
        would not take back.
        """
        site, access = self.site_alone(), access_of(request.user)
        rows: Any = Employee.objects.filter(site=site).order_by("employee_code")
        if rows.count() > MOST_ROWS:
            raise Invalid(
                f"More than {MOST_ROWS:,} people; export them in the admin, some at a time."
            )
        people = rows.prefetch_related("identifiers").iterator(chunk_size=AT_ONCE)
        cells = (cells_of(person, access) for person in people)
        return self.exported(site, Sheet("employees", "Employees", HEADER, cells))
