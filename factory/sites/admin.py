"""Sites, roles and devices in the admin; work and people are in ``admin_work``."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from factory.sites import admin_work, services
from factory.sites.admin_base import ScopedAdmin
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.setting_form import SiteSettingForm

__all__ = ["admin_work"]


@admin.register(Site)
class SiteAdmin(ScopedAdmin):
    list_display = ("name", "time_zone", "country", "is_default")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        return ("created_at",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(SiteSetting)
class SiteSettingAdmin(ScopedAdmin):
    form = SiteSettingForm
    list_display = ("site", "name", "value", "since", "who")
    list_filter = ("name",)
    list_select_related = ("site", "who")
    search_fields = ("name",)
    readonly_fields = ("who",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.who = request.user
        super().save_model(request, obj, form, change)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    list_display = ("user", "role", "site", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "site")
    search_fields = ("user__username",)
    autocomplete_fields = ("user",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.roles_changed(user_id=obj.user_id)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.roles_changed(user_id=obj.user_id)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for user_id in queryset.values_list("user_id", flat=True):
            services.roles_changed(user_id=user_id)
        super().delete_queryset(request, queryset)


@admin.register(Device)
class DeviceAdmin(ScopedAdmin):
    list_display = ("name", "site", "kind", "direction", "enabled", "seen_at", "reported_until")
    list_filter = ("kind", "enabled")
    list_select_related = ("site",)
    search_fields = ("name",)
    readonly_fields = ("key_made_at", "seen_at", "reported_until", "clock_skew")
    actions = ("new_keys",)

    @admin.action(description="Make a new key (the old one ends)", permissions=["change"])
    def new_keys(self, request: HttpRequest, queryset: Any) -> None:
        for device in queryset:
            key = services.make_device_key(device=device)
            text = f"{device}: {key} - shown this once; enter it at the device now."
            self.message_user(request, text, messages.WARNING)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.forget_device(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.forget_device(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for device in queryset:
            services.forget_device(device)
        super().delete_queryset(request, queryset)
