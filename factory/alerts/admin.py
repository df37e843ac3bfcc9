"""Alerts, the channels that carry them, and deliveries in the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factory.alerts import delivering, services
from factory.alerts.forms import ChannelForm
from factory.alerts.models import Alert, Channel, Delivery
from factory.core.models import User
from factory.core.scoping import access_of
from factory.sites.admin_base import ReadOnlyAdmin, ScopedAdmin
from factory.sites.admin_links import row_link
from factory.sites.admin_row_actions import ActsOnItsPage


class Acting(ReadOnlyAdmin):
    """Rows that are not edited, but that somebody who may change them can act on."""

    action_verbs: ClassVar[dict[str, str]] = {"act": "change"}

    def has_act_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)

    def act(
        self, request: HttpRequest, rows: QuerySet[Any], effect: Callable[[Any], bool], done: str
    ) -> None:
        """Do ``effect`` to the rows, and say to how many it happened."""
        outcomes = [effect(row) for row in rows]
        number = sum(outcomes)
        left = len(outcomes) - number
        self.message_user(request, f"{number} {done}." + (f" {left} left alone." if left else ""))


class DeliveryInline(admin.TabularInline[Delivery, Alert]):
    model = Delivery
    fields = readonly_fields = ("channel", "state", "attempts", "failure", "finished_at")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the alert's own site; whoever sees an alert sees not yet where it went."""
        access, perm = access_of(request.user), "alerts.view_delivery"
        # Asked without a row, Django means whether to look for rows at all.
        if obj is None:
            return access.superuser or bool(access.sites(perm))
        return access.allows(perm, obj.site_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).select_related("channel", "alert")


@admin.register(Alert)
class AlertAdmin(ActsOnItsPage, Acting):
    list_display = (
        *("raised_at", "severity", "text", "site", "count"),
        *("acknowledged_by", "resolved_at"),
    )
    list_filter = ("severity", "kind", ("resolved_at", admin.EmptyFieldListFilter))
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
