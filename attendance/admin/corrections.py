"""Regularisations and payroll locks in the admin."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from attendance import services
from attendance.admin.common import DepartmentFilter, OnShiftFilter
from attendance.models import DayReview, PayrollLock, Regularisation
from factory.core.models import User
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter


@admin.register(Regularisation)
class RegularisationAdmin(ReadOnlyAdmin):
    """The queue of requests; asked through the API, decided here by somebody else."""

    action_form = ReasonForm
    list_display = (
        *("day", "employee", "check_in_time", "check_out_time", "reason"),
        *("state", "asked_by", "decided_by", "site"),
    )
    list_filter = ("state", DepartmentFilter, OnShiftFilter, ("site", ScopedFilter))
    list_select_related = ("employee", "asked_by", "decided_by", "site")
    search_fields = ("employee__name", "employee__employee_code", "reason")
    date_hierarchy = "day"
    actions = ("approve", "reject")
    action_verbs: ClassVar[dict[str, str]] = {"decide": "change"}

    @admin.action(description="Approve", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(asked: Regularisation, reason: str) -> None:
            services.approve(regularisation=asked, caller=cast("User", request.user), note=reason)

        done_for_each(self, request, queryset, act)

    @admin.action(description="Reject, because …", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(asked: Regularisation, reason: str) -> None:
            services.reject(regularisation=asked, caller=cast("User", request.user), note=reason)

        done_for_each(self, request, queryset, act)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)


@admin.register(PayrollLock)
class PayrollLockAdmin(ReadOnlyAdmin):
    list_display = ("first", "last", "locked_at", "locked_by", "short_checksum", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("locked_by", "site")
    search_fields = ("checksum",)
    exclude = ("snapshot",)
    readonly_fields = ("intact", "changes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("snapshot")

    @admin.display(description="checksum", ordering="checksum")
    def short_checksum(self, lock: PayrollLock) -> str:
        return f"{lock.checksum[:12]}…"

    @admin.display(description="figures as they were locked", boolean=True)
    def intact(self, lock: PayrollLock) -> bool:
        return services.is_intact(lock)

    @admin.display(description="changed since it was paid")
    def changes(self, lock: PayrollLock) -> str:
        found = [(str(one),) for one in services.differences(lock)]
        return format_html_join(mark_safe("<br>"), "{}", found) or "nothing"


@admin.register(DayReview)
class DayReviewAdmin(ReadOnlyAdmin):
    """Who found which flagged day right as it was."""

    list_display = ("start", "employee", "status", "note", "who", "reviewed_at", "site")
    list_filter = (DepartmentFilter, OnShiftFilter, ("site", ScopedFilter))
    list_select_related = ("employee", "who", "site")
    search_fields = ("employee__name", "employee__employee_code", "note")
    date_hierarchy = "start"
