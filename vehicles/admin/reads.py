"""Plate reads in the admin: the queue of what waits for a person, and why each read was judged so."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from factory.core.errors import Invalid
from factory.core.models import User
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.admin_row_actions import ActsOnItsPage
from vehicles import services
from vehicles.admin import layers, shown
from vehicles.admin.history import AuditedHistory
from vehicles.admin.read_filters import BecauseFilter, WaitingFilter
from vehicles.admin.words import in_words
from vehicles.models import PlateRead

AS_SEEN = "its plate as a person sees it"


@admin.register(PlateRead)
class PlateReadAdmin(ActsOnItsPage, AuditedHistory, ReadOnlyAdmin):
    when_empty = (
        "No plate has been read. Give a camera the recogniser 'vehicles', or have an ANPR box send"
        " reads."
    )
    action_form = ReasonForm
    list_display = (
        *("text_read", "verdict", "because", "captured_at", "thumb", "certainty"),
        *("gate", "camera", "site"),
    )
    list_display_links = ("text_read", "captured_at")
    list_filter = (
        *(WaitingFilter, "status", BecauseFilter, ("gate", ScopedFilter), ("camera", ScopedFilter)),
        "state",
    )
    list_select_related = ("gate", "camera", "site", "snapshot")
    search_fields = ("text", "raw_text", "track_id")
    date_hierarchy = "captured_at"
    actions = ("admit", "seen", "is_plate")
    page_actions: ClassVar[dict[str, str]] = {
        "admit": "Open the gate for it",
        "seen": "Seen: it waits no more",
        "is_plate": "That is its plate",
    }
    page_prompt = "because …, or its plate"
    action_verbs: ClassVar[dict[str, str]] = {"open": "change"}
    fieldsets = (
        (None, {"fields": ("picture", "text_read", "verdict", "because", "message", "why")}),
        ("How it was read", {"fields": ("raw_text", "letters", "confidence", "track_id")}),
        (
            "Where and when",
            {
                "fields": (
                    *("camera", "device", "gate", "direction"),
                    *("captured_exactly", "received_exactly", "site"),
                )
            },
        ),
        (
            "What followed",
            {"fields": ("reviewed", "event", "fired", "vehicle", "state", "failure")},
        ),
    )

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ("vehicles/vehicles.css",)}

    @admin.display(description="picture")
    def thumb(self, read: PlateRead) -> SafeString:
        return shown.picture(read.snapshot, thumb=True)

    @admin.display(description="picture")
    def picture(self, read: PlateRead) -> SafeString:
        return shown.picture(read.snapshot)

    @admin.display(description="plate", ordering="text")
    def text_read(self, read: PlateRead) -> SafeString:
        return shown.plate(read.text)

    @admin.display(description="status", ordering="status")
    def verdict(self, read: PlateRead) -> SafeString:
        if read.requires_manual_review and read.status != "BLOCKED":
            return shown.badge("exception", "for a person")
        return shown.badge(read.status, read.get_status_display())

    @admin.display(description="because", ordering="reason")
    def because(self, read: PlateRead) -> str:
        return in_words(read.reason) if read.reason else "waits to be checked"

    @admin.display(description="confidence", ordering="counted_confidence")
    def certainty(self, read: PlateRead) -> str:
        return "" if read.counted_confidence is None else f"{read.counted_confidence:.2f}"

    @admin.display(description="captured at")
    def captured_exactly(self, read: PlateRead) -> str:
        return shown.moment(read.captured_at)

    @admin.display(description="received at")
    def received_exactly(self, read: PlateRead) -> str:
        return shown.moment(read.received_at)

    @admin.display(description="said to the guard")
    def message(self, read: PlateRead) -> str:
        return read.alert_message or "nothing"

    @admin.display(description="layer by layer")
    def why(self, read: PlateRead) -> SafeString:
        return layers.layers(read)

    @admin.display(description="looked at")
    def reviewed(self, read: PlateRead) -> str:
        said = (f"{one}: {one.why} ({one.who})" for one in read.reviews.select_related("who"))
        return "; ".join(said) or "by nobody yet"

    @admin.display(description="characters")
    def letters(self, read: PlateRead) -> SafeString:
        return layers.characters(read)

    @admin.action(description="Open the gate for it, because …", permissions=["open"])
    def admit(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(read: PlateRead, reason: str) -> None:
            services.admit_read(read=read, why=reason, who=cast("User", request.user))

        done_for_each(self, request, queryset, act)

    @admin.action(description="Seen: it waits no more, because …", permissions=["open"])
    def seen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(read: PlateRead, reason: str) -> None:
            services.review_read(read=read, why=reason, who=cast("User", request.user))

        done_for_each(self, request, queryset, act)

    @admin.action(description="Its plate is … (write it beside)", permissions=["open"])
    def is_plate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(read: PlateRead, plate: str) -> None:
            if not plate:
                raise Invalid("Write its plate beside the action.")
            who = cast("User", request.user)
            services.review_read(read=read, why=AS_SEEN, plate=plate, who=who)

        done_for_each(self, request, queryset, act)

    def has_open_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)
