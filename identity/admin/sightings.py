"""Sightings and decisions: looked at, confirmed or rejected, and searched again where that failed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from factory.core.errors import DomainError
from factory.sites.admin_base import ReadOnlyAdmin
from identity import services
from identity.models import Decision, Outcome, Sighting


@admin.register(Sighting)
class SightingAdmin(ReadOnlyAdmin):
    list_display = (
        "captured_at",
        "outcome",
        "employee",
        "similarity",
        "camera",
        "site",
        "state",
        "picture",
    )
    list_filter = ("outcome", "state", "engine")
    list_select_related = ("employee", "camera", "site", "snapshot")
    search_fields = ("employee__name", "employee__employee_code", "track_id")
    date_hierarchy = "captured_at"
    actions = ("confirm", "reject", "retry")

    @admin.display(description="picture")
    def picture(self, sighting: Sighting) -> str:
        """Return a link, not the picture: who looked at a face is written down."""
        if sighting.snapshot is None:
            return "-"
        address = reverse("snapshot-image", args=[sighting.snapshot.uuid])
        return format_html('<a href="{}">open</a>', address)

    @admin.action(description="Yes, it is the likeliest person", permissions=["review"])
    def confirm(self, request: HttpRequest, queryset: Any) -> None:
        likely = queryset.filter(outcome=Outcome.REVIEW, employee__isnull=False)
        self._decide(request, likely.select_related("employee"), named=True)

    @admin.action(description="No, nobody whom we know", permissions=["review"])
    def reject(self, request: HttpRequest, queryset: Any) -> None:
        self._decide(request, queryset, named=False)

    def _decide(self, request: HttpRequest, queryset: Any, *, named: bool) -> None:
        done, refused = 0, Counter[str]()
        for sighting in queryset:
            employee = sighting.employee if named else None
            try:
                services.decide(sighting=sighting, employee=employee, caller=request.user)
                done += 1
            except DomainError as error:
                refused[error.detail] += 1
        self.message_user(request, f"{done} decided", messages.SUCCESS)
        for reason, number in refused.items():
            self.message_user(request, f"{number} not: {reason}", messages.WARNING)

    @admin.action(description="Search the failed ones again", permissions=["review"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        number = services.retry_sightings(sightings=queryset)
        self.message_user(request, f"{number} are searched again", messages.SUCCESS)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "review", None)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("at", "sighting_link", "employee", "by", "user", "similarity", "superseded_at")
    list_filter = ("by",)
    list_select_related = ("employee", "user", "sighting")
    search_fields = ("employee__name", "employee__employee_code")

    @admin.display(description="sighting")
    def sighting_link(self, decision: Decision) -> str:
        address = reverse("admin:identity_sighting_change", args=[decision.sighting_id])
        return format_html('<a href="{}">{}</a>', address, decision.sighting)
