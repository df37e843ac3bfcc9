"""Who was in which department from when on, to be corrected."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from attendance import services
from attendance.admin.common import RosterAdmin
from attendance.models import EmployeeDepartment
from factory.sites.admin_base import ScopedFilter


@admin.register(EmployeeDepartment)
class EmployeeDepartmentAdmin(RosterAdmin):
    """Rows of those who have moved; the newest is what the employee's own page says."""

    list_display = ("employee", "department", "since", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code", "department")
    autocomplete_fields = ("employee",)
    fields = ("employee", "department", "since")
    date_hierarchy = "since"

    def store(self, request: HttpRequest, row: EmployeeDepartment) -> None:
        services.save_move(move=row, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: EmployeeDepartment) -> None:
        services.remove_move(move=obj, caller=request.user)
