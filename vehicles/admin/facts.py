"""Reads, events, pulses and look-backs: looked at, never edited."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factory.core.models import User
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ReadOnlyAdmin
from vehicles import services
from vehicles.models import Actuation, GateEvent, PlateRead, Recheck


@admin.register(PlateRead)
class PlateReadAdmin(ReadOnlyAdmin):
    action_form = ReasonForm
    list_display = (
        *("captured_at", "text", "status", "reason", "confidence", "gate", "camera"),
        *("requires_manual_review", "fired", "state", "site"),
    )
    list_filter = ("requires_manual_review", "status", "reason", "state")
    list_select_related = ("gate", "camera", "site")
    search_fields = ("text", "raw_text", "track_id")
    date_hierarchy = "captured_at"
    actions = ("admit",)
    action_verbs: ClassVar[dict[str, str]] = {"open": "change"}

    @admin.action(description="Open the gate for it, because …", permissions=["open"])
    def admit(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(read: PlateRead, reason: str) -> None:
            services.admit_read(read=read, why=reason, who=cast("User", request.user))

        done_for_each(self, request, queryset, act)

    def has_open_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)


@admin.register(GateEvent)
class GateEventAdmin(ReadOnlyAdmin):
    action_form = ReasonForm
    list_display = ("at", "plate", "decision", "gate", "direction", "opened", "message", "site")
    list_filter = ("decision", "opened", "direction")
    list_select_related = ("gate", "site")
    search_fields = ("plate", "message")
    date_hierarchy = "at"
    actions = ("open_by_hand",)
    action_verbs: ClassVar[dict[str, str]] = {"open": "change"}

    @admin.action(description="Open the gate by hand, because …", permissions=["open"])
    def open_by_hand(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(event: GateEvent, reason: str) -> None:
            services.open_by_hand(event=event, why=reason, who=cast("User", request.user))

        done_for_each(self, request, queryset, act)

    def has_open_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)


@admin.register(Actuation)
class ActuationAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "gate", "state", "who", "failure", "site")
    list_filter = ("state",)
    list_select_related = ("gate", "who", "site")
    search_fields = ("gate__name",)


@admin.register(Recheck)
class RecheckAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "vehicle", "since", "hits", "state", "site")
    list_filter = ("state",)
    list_select_related = ("vehicle", "site")
    search_fields = ("vehicle__plate",)
