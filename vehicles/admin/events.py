"""What happened at the gates: looked at, opened by hand, never edited."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from factory.core.models import User
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.admin_row_actions import ActsOnItsPage
from vehicles import services
from vehicles.admin import shown
from vehicles.admin.history import AuditedHistory
from vehicles.admin.traffic import TrafficPages
from vehicles.admin.words import in_words
from vehicles.models import Actuation, GateEvent

MOST_READS = 50


@admin.register(GateEvent)
class GateEventAdmin(ActsOnItsPage, AuditedHistory, TrafficPages, ReadOnlyAdmin):
    when_empty = (
        "No vehicle has called at a gate. Reads of cameras, boxes and programs bring events."
    )
    action_form = ReasonForm
    change_list_template = "admin/vehicles/gateevent/change_list.html"
    list_display = (
        *("plate_read", "verdict", "at", "barrier", "because", "gate", "thumb"),
        *("direction", "site"),
    )
    list_display_links = ("plate_read", "at")
    list_filter = ("decision", "opened", "direction", ("gate", ScopedFilter))
    list_select_related = ("gate", "site", "snapshot", "overridden_by")
    search_fields = ("plate", "message")
    date_hierarchy = "at"
    actions = ("open_by_hand",)
    page_actions: ClassVar[dict[str, str]] = {"open_by_hand": "Open the gate by hand"}
    action_verbs: ClassVar[dict[str, str]] = {"open": "change"}
    fieldsets = (
        (None, {"fields": ("picture", "plate_read", "verdict", "because", "message")}),
        ("Where and when", {"fields": ("gate", "direction", "at_exactly", "vehicle", "site")}),
        ("The barrier", {"fields": ("opened", "admitted", "pulses")}),
        ("By hand", {"fields": ("overridden_by", "overridden_at", "overridden_why")}),
        ("Its reads", {"fields": ("seen",)}),
    )

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ("vehicles/vehicles.css",)}

    @admin.display(description="picture")
    def thumb(self, event: GateEvent) -> SafeString:
        return shown.picture(event.snapshot, thumb=True)

    @admin.display(description="picture")
    def picture(self, event: GateEvent) -> SafeString:
        return shown.picture(event.snapshot)

    @admin.display(description="plate", ordering="plate")
    def plate_read(self, event: GateEvent) -> SafeString:
        return shown.plate(event.plate)

    @admin.display(description="decision", ordering="decision")
    def verdict(self, event: GateEvent) -> SafeString:
        return shown.badge(event.decision, event.get_decision_display())

    @admin.display(description="because", ordering="reason")
    def because(self, event: GateEvent) -> str:
        return in_words(event.reason)

    @admin.display(description="at")
    def at_exactly(self, event: GateEvent) -> str:
        return shown.moment(event.at)

    @admin.display(description="barrier", ordering="opened")
    def barrier(self, event: GateEvent) -> str:
        """Say what became of it in words: a vehicle that met no barrier was not refused one."""
        if event.opened:
            return f"opened by {event.overridden_by}" if event.overridden_by else "told to open"
        if event.gate is None or event.admitted:
            return "none there"
        # Nothing speaks against what may pass: its message is why the gate did not open.
        told = event.decision == GateEvent.Decision.PASS and event.message
        return event.message if told else "stayed shut"

    @admin.display(description="pulses sent")
    def pulses(self, event: GateEvent) -> SafeString:
        def label(one: Actuation) -> str:
            asked = timezone.localtime(one.asked_at)
            return f"{asked:%H:%M:%S} {one.get_state_display()} {one.failure}".strip()

        return shown.links(event.actuations.all(), "admin:vehicles_actuation_change", label)

    @admin.display(description="reads")
    def seen(self, event: GateEvent) -> SafeString:
        def label(one: Any) -> str:
            at = timezone.localtime(one.captured_at)
            return f"{at:%H:%M:%S} {one.text or 'no text'}, {one.confidence:.2f}"

        rows = event.reads.order_by("captured_at")[:MOST_READS]
        return shown.links(rows, "admin:vehicles_plateread_change", label)

    @admin.action(description="Open the gate by hand, because …", permissions=["open"])
    def open_by_hand(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(event: GateEvent, reason: str) -> None:
            services.open_by_hand(event=event, why=reason, who=cast("User", request.user))

        done_for_each(self, request, queryset, act)

    def has_open_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)
