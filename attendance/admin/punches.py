"""Punches and intakes in the admin: looked at, voided or accepted with a reason."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from attendance import services
from attendance.admin.common import OnShiftFilter
from attendance.admin.department_filters import PunchDepartmentFilter
from attendance.models import Intake, Punch
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.admin_times import site_time


@admin.register(Punch)
class PunchAdmin(ReadOnlyAdmin):
    action_form = ReasonForm
    list_display = (
        *(site_time("at"), "employee", "direction", "source", "outcome", "reason"),
        *("device", "camera", "site"),
    )
    list_filter = (
        *("outcome", "source", "direction", PunchDepartmentFilter, OnShiftFilter),
        ("site", ScopedFilter),
    )
    list_select_related = ("employee", "device", "camera", "site")
    search_fields = ("employee__name", "employee__employee_code", "event_id")
    date_hierarchy = "at"
    actions = ("void", "accept")
    action_verbs: ClassVar[dict[str, str]] = {"void": "change", "accept": "change"}

    @admin.action(description="Void: it was not so, because …", permissions=["void"])
    def void(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(punch: Punch, reason: str) -> None:
            services.void_punch(punch=punch, reason=reason, caller=request.user)

        done_for_each(self, request, queryset.select_related("site"), act)

    @admin.action(
        description="Accept an impossible time: it was so, because …", permissions=["accept"]
    )
    def accept(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(punch: Punch, reason: str) -> None:
            services.accept_punch(punch=punch, reason=reason, caller=request.user)

        done_for_each(self, request, queryset.select_related("site", "employee"), act)

    def has_accept_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)

    def has_void_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)


@admin.register(Intake)
class IntakeAdmin(ReadOnlyAdmin):
    list_display = (site_time("taken_at"), "decision", "punch", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("decision", "punch", "site")
    search_fields = ("=decision__pk",)
    search_help_text = "a decision's number"
