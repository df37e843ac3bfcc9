"""What the admin pages of alerts and deliveries have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factory.alerts.models import Alert, Delivery
from factory.core.scoping import access_of
from factory.sites.admin_base import ReadOnlyAdmin


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
