"""Kept pictures in the admin: looked at through the authorised view, held for the law, never edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from factory.evidence import services
from factory.evidence.models import PurgeRun, Snapshot
from factory.evidence.retention import expiry_of
from factory.sites.admin_base import ReadOnlyAdmin


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ("captured_at", "kind", "site", "bytes", "expires", "legal_hold", "picture")
    list_filter = ("kind", "legal_hold")
    list_select_related = ("site",)
    search_fields = ("uuid",)
    date_hierarchy = "captured_at"
    actions = ("hold", "end_hold")
    readonly_fields = ("expires",)

    @admin.display(description="expires at")
    def expires(self, snapshot: Snapshot) -> datetime:
        return expiry_of(snapshot)

    @admin.display(description="picture")
    def picture(self, snapshot: Snapshot) -> str:
        return format_html('<a href="{}">open</a>', reverse("snapshot-image", args=[snapshot.uuid]))

    @admin.action(description="Keep for the law (legal hold)", permissions=["hold"])
    def hold(self, request: HttpRequest, queryset: Any) -> None:
        self._hold(request, queryset, on=True)

    @admin.action(description="End the legal hold", permissions=["hold"])
    def end_hold(self, request: HttpRequest, queryset: Any) -> None:
        self._hold(request, queryset, on=False)

    def _hold(self, request: HttpRequest, queryset: Any, *, on: bool) -> None:
        changed = services.hold(snapshots=queryset, on=on, caller=request.user)
        self.message_user(request, f"{changed} changed", messages.SUCCESS)

    def has_hold_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "hold", None)


@admin.register(PurgeRun)
class PurgeRunAdmin(admin.ModelAdmin[PurgeRun]):
    """When the clean-up was let start; the superuser's, since it is the whole installation's."""

    list_display = ("at", "retention_days", "boot")
    search_fields = ("boot",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
