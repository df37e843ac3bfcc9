"""Late policies in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from attendance import services
from attendance.admin.common import RosterAdmin
from attendance.admin.department_filters import OwnDepartmentFilter
from attendance.models import LatePolicy
from factory.sites.admin_base import ScopedFilter


@admin.register(LatePolicy)
class LatePolicyAdmin(RosterAdmin):
    list_display = ("__str__", "forgiven", "from_minutes", "from_date", "to_date", "site")
    list_filter = (OwnDepartmentFilter, ("site", ScopedFilter))
    list_select_related = ("site",)
    search_fields = ("department",)
    date_hierarchy = "from_date"

    def store(self, request: HttpRequest, row: LatePolicy) -> None:
        services.save_late_policy(policy=row, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: LatePolicy) -> None:
        services.remove_late_policy(policy=obj, caller=request.user)
