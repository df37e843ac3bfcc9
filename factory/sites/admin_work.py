"""Jobs, schedule runs and heartbeats in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from factory.core import jobs, ledger
from factory.core.memo import Memo
from factory.core.models import Heartbeat, Job, PeriodRun
from factory.sites.admin_base import ReadOnlyAdmin
from factory.sites.admin_schedules import schedules

_places: Memo[str, dict[str, str]] = Memo()


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("title", "state", "who", "done", "total", "created_at", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("who",)
    search_fields = ("kind", "uuid")

    @admin.display(description="job", ordering="kind")
    def title(self, obj: Job) -> str:
        kind = jobs.kinds().get(obj.kind)
        return kind.title if kind else obj.kind


@admin.register(PeriodRun)
class PeriodRunAdmin(ReadOnlyAdmin):
    list_display = ("title", "place", "period_start", "period_end", "state", "attempts", "failure")
    list_filter = ("state", "kind")
    search_fields = ("kind", "scope")

    @admin.display(description="schedule", ordering="kind")
    def title(self, obj: PeriodRun) -> str:
        kind = ledger.kinds().get(obj.kind)
        return kind.title if kind else obj.kind

    @admin.display(description="for", ordering="scope")
    def place(self, obj: PeriodRun) -> str:
        return _places.get(obj.kind, lambda: _places_of(obj.kind)).get(obj.scope, obj.scope)

    def get_urls(self) -> list[URLPattern]:
        own = path("schedules/", self.admin_site.admin_view(self.schedules), name="schedules")
        return [own, *super().get_urls()]

    def schedules(self, request: HttpRequest) -> HttpResponse:
        return schedules(self, request)


def _places_of(kind: str) -> dict[str, str]:
    """Return what people call a kind's scopes, by their texts."""
    declared = ledger.kinds().get(kind)
    return {one.text: one.shown for one in declared.scopes()} if declared else {}


@admin.register(Heartbeat)
class HeartbeatAdmin(admin.ModelAdmin[Heartbeat]):
    """Processes of the whole installation: looked at, never touched."""

    list_display = ("name", "seen_at", "detail")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
