"""Sites, roles and devices in the admin; accounts, schedules and work are in modules beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest

from factory.core.models import User
from factory.sites import admin_bells, admin_tokens, admin_users, admin_work, services
from factory.sites.admin_base import ScopedAdmin
from factory.sites.admin_history import KeepsHistory
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.setting_form import SiteSettingForm
from factory.sites.site_form import SiteForm
from factory.sites.site_settings import fault_of, since_fault

__all__ = ["admin_bells", "admin_tokens", "admin_users", "admin_work"]


@admin.register(Site)
class SiteAdmin(ScopedAdmin):
    form = SiteForm
    list_display = ("name", "time_zone", "country", "is_default")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        made = ("created_at",) if obj else ()
        # Alerts and schedules of the whole go to the default site: it is the operator's choice.
        return made if request.user.is_superuser else (*made, "is_default")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and not (obj and obj.is_default)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_site(site=obj, caller=request.user)


@admin.register(SiteSetting)
class SiteSettingAdmin(ScopedAdmin):
    form = SiteSettingForm
    list_display = ("site", "name", "value", "begins", "fault", "who")
    list_filter = ("name",)
    list_select_related = ("site", "who")
    search_fields = ("name",)
    readonly_fields = ("who",)

    @admin.display(description="since", ordering="since")
    def begins(self, obj: SiteSetting) -> datetime | str:
        """Return it to be shown in the site's zone; in UTC at an end of the calendar."""
        return obj.since.isoformat(" ", "minutes") if since_fault(obj.since) else obj.since

    @admin.display(description="fault", empty_value="")
    def fault(self, obj: SiteSetting) -> str:
        return fault_of(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "begins", "fault") if obj and fault_of(obj) else fixed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_setting(row=obj, who=cast("User", request.user))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.drop_setting(row=obj, who=cast("User", request.user))


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    list_display = ("user", "role", "site", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "site")
    search_fields = ("user__username",)
    autocomplete_fields = ("user",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.change_membership(membership=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.take_membership(membership=obj, caller=request.user)


@admin.register(Device)
class DeviceAdmin(KeepsHistory, ScopedAdmin):
    list_display = ("name", "site", "kind", "direction", "enabled", "seen_at", "reported_until")
    list_filter = ("kind", "enabled")
    list_select_related = ("site",)
    search_fields = ("name",)
    readonly_fields = (
        *("in_service_since", "retired_at", "key_made_at", "seen_at"),
        *("reported_until", "clock_skew"),
    )
    actions = ("new_keys",)

    @admin.action(description="Make a new key (the old one ends)", permissions=["change"])
    def new_keys(self, request: HttpRequest, queryset: Any) -> None:
        for device in queryset:
            key = services.make_device_key(device=device, caller=request.user)
            text = f"{device}: {key} - shown this once; enter it at the device now."
            self.message_user(request, text, messages.WARNING)

    def check_removable(self, row: Device, caller: Any) -> None:
        services.check_device_removable(row)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_device(device=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove_device(device=obj, caller=request.user)
