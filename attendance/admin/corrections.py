"""Regularisations and payroll locks in the admin."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.messages import WARNING
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from attendance import services
from attendance.admin.common import OnShiftFilter
from attendance.admin.department_filters import StartDepartmentFilter, ThenDepartmentFilter
from attendance.models import DayReview, PayrollComparison, PayrollLock, Regularisation
from attendance.models.corrections import UNCHANGED
from factory.core.clock import wall_time
from factory.core.models import User
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.admin_times import site_time

_NAMED = 200
"""So many changed employees a lock's page names."""
_COMPARED = "_compared"


@admin.register(Regularisation)
class RegularisationAdmin(ReadOnlyAdmin):
    """The queue of requests; asked through the API, decided here by somebody else."""

    action_form = ReasonForm
    list_display = (
        *("day", "employee", site_time("check_in_time"), site_time("check_out_time"), "reason"),
        *("state", "asked_by", "decided_by", "site"),
    )
    list_filter = ("state", ThenDepartmentFilter, OnShiftFilter, ("site", ScopedFilter))
    list_select_related = ("employee", "asked_by", "decided_by", "site")
    search_fields = ("employee__name", "employee__employee_code", "reason")
    date_hierarchy = "day"
    actions = ("approve", "reject")
    action_verbs: ClassVar[dict[str, str]] = {"decide": "change"}

    @admin.action(description="Approve", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(asked: Regularisation, reason: str) -> None:
            caller = cast("User", request.user)
            made = services.approve(regularisation=asked, caller=caller, note=reason)
            if made.changed_nothing:
                self.message_user(request, f"{made.employee}, {made.day}: {UNCHANGED}", WARNING)

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
    list_display = (
        *("first", "last", site_time("locked_at"), "locked_by", "short_checksum", "site"),
    )
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("locked_by", "site")
    search_fields = ("checksum",)
    exclude = ("snapshot", "days")
    readonly_fields = ("intact", "changes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("snapshot", "days")

    @admin.display(description="checksum", ordering="checksum")
    def short_checksum(self, lock: PayrollLock) -> str:
        return f"{lock.checksum[:12]}…"

    @admin.display(description="figures as they were locked", boolean=True)
    def intact(self, lock: PayrollLock) -> bool | None:
        return self._comparison(lock).is_intact

    @admin.display(description="changed since it was paid")
    def changes(self, lock: PayrollLock) -> str:
        comparison = self._comparison(lock)
        if comparison.compared_at is None:
            return "being compared; look again in a minute"
        named = comparison.changed[:_NAMED]
        lines = [str(one) for one in services.differences(lock, among=named)] if named else []
        more = len(comparison.changed) - _NAMED
        lines += [f"and {more} more employees: the API has them all"] if more > 0 else []
        lines = lines or ["nothing"]
        if comparison.pk:
            lines.append(f"compared on {wall_time(comparison.compared_at, lock.site.zone)}")
        return format_html_join(mark_safe("<br>"), "{}", [(one,) for one in lines])

    @staticmethod
    def _comparison(lock: PayrollLock) -> PayrollComparison:
        """Return the lock's comparison, the same one for all that one page shows of it."""
        if _COMPARED not in lock.__dict__:
            lock.__dict__[_COMPARED] = services.comparison_of(lock)
        found: PayrollComparison = lock.__dict__[_COMPARED]
        return found


@admin.register(DayReview)
class DayReviewAdmin(ReadOnlyAdmin):
    """Who found which flagged day right as it was."""

    list_display = (
        *(site_time("start"), "employee", "status", "note", "who", site_time("reviewed_at")),
        "site",
    )
    list_filter = (StartDepartmentFilter, OnShiftFilter, ("site", ScopedFilter))
    list_select_related = ("employee", "who", "site")
    search_fields = ("employee__name", "employee__employee_code", "note")
    date_hierarchy = "start"
