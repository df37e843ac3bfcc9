"""People, jobs, schedule runs and heartbeats in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from factory.core.models import Heartbeat, Job, PeriodRun, User
from factory.core.scoping import access_of
from factory.sites.admin_base import ReadOnlyAdmin
from factory.sites.admin_schedules import schedules
from factory.sites.selectors import people_for

LOOKS_UP = "sites.change_membership"

# Roles come from Memberships; Django's groups would only mislead.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    list_display = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Sign-in", {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Show whom the caller may give a role; who belongs elsewhere only is the operator's."""
        return people_for(request.user, LOOKS_UP).order_by(*self.get_ordering(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Managers look users up, to give them roles; accounts are the operator's business."""
        access = access_of(request.user)
        return access.superuser or bool(access.sites(LOOKS_UP))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "state", "who", "done", "total", "created_at", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("who",)
    search_fields = ("kind", "uuid")


@admin.register(PeriodRun)
class PeriodRunAdmin(ReadOnlyAdmin):
    list_display = ("kind", "scope", "period_start", "period_end", "state", "attempts", "failure")
    list_filter = ("state", "kind")
    search_fields = ("kind", "scope")

    def get_urls(self) -> list[URLPattern]:
        own = path("schedules/", self.admin_site.admin_view(self.schedules), name="schedules")
        return [own, *super().get_urls()]

    def schedules(self, request: HttpRequest) -> HttpResponse:
        return schedules(self, request)


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
