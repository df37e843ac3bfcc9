"""Alerts, the channels that carry them, and deliveries in the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factory.alerts import delivering, services
from factory.alerts.admin_list import OpenFilter, severity
from factory.alerts.admin_parts import Acting, DeliveryInline
from factory.alerts.forms import ChannelForm
from factory.alerts.models import Alert, Channel, Delivery
from factory.core.models import User
from factory.sites.admin_base import ScopedAdmin
from factory.sites.admin_links import row_link
from factory.sites.admin_row_actions import ActsOnItsPage


@admin.register(Alert)
class AlertAdmin(ActsOnItsPage, Acting):
    list_display = (
        *("raised_at", severity, "text", "site", "count"),
        *("acknowledged_by", "resolved_at"),
    )
    list_filter = (OpenFilter, "severity", "kind")
    list_select_related = ("site", "acknowledged_by")
    search_fields = ("text", "kind", "subject_id")
    date_hierarchy = "raised_at"
    fields = (
        *("text", "about", "severity", "kind", "count", "raised_at", "last_raised_at"),
        *("acknowledged_by", "acknowledged_at", "resolved_at", "detail", "site"),
    )
    inlines = (DeliveryInline,)
    actions = ("acknowledge", "resolve")
    page_actions: ClassVar[dict[str, str]] = {"acknowledge": "Acknowledge", "resolve": "Resolve"}

    @admin.display(description="what it is about")
    def about(self, alert: Alert) -> str:
        """Lead to the picture, the camera or the area from which a guard goes on."""
        return row_link(alert.subject_type, alert.subject_id) or "nothing of its own"

    @admin.action(description="Acknowledge", permissions=["act"])
    def acknowledge(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        effect = partial(_on_alert, services.acknowledge, cast("User", request.user))
        self.act(request, queryset, effect, "acknowledged")

    @admin.action(description="Resolve", permissions=["act"])
    def resolve(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        effect = partial(_on_alert, services.resolve, cast("User", request.user))
        self.act(request, queryset, effect, "resolved")


def _on_alert(service: Callable[..., bool], who: User, alert: Alert) -> bool:
    return service(alert=alert, who=who)


@admin.register(Channel)
class ChannelAdmin(ScopedAdmin):
    form = ChannelForm
    list_display = ("name", "site", "kind", "target", "least_severity", "enabled")
    list_filter = ("kind", "enabled")
    list_select_related = ("site",)
    search_fields = ("name", "target")

    def save_model(self, request: HttpRequest, obj: Channel, form: Any, change: bool) -> None:
        services.save_channel(channel=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: Channel) -> None:
        services.remove_channel(channel=obj, caller=request.user)


@admin.register(Delivery)
class DeliveryAdmin(Acting):
    list_display = ("alert", "channel", "state", "attempts", "failure", "finished_at")
    list_filter = ("state", "channel__kind")
    list_select_related = ("alert", "channel", "site")
    search_fields = ("alert__text", "channel__name", "failure")
    actions = ("retry",)

    @admin.action(description="Try failed ones again", permissions=["act"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        self.act(request, queryset, delivering.retry, "will be tried again")
