"""Pulses and look-backs: opened only to look into how something came about."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.safestring import SafeString

from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from vehicles.admin import shown
from vehicles.models import Actuation, Recheck


@admin.register(Actuation)
class ActuationAdmin(ReadOnlyAdmin):
    when_empty = "No barrier has been told to open. A gate's policy says for whom one is."
    list_display = (
        *("asked_at", "gate", "vehicle", "state", "milliseconds", "who", "failure"),
        "site",
    )
    list_filter = ("state", ("gate", ScopedFilter))
    list_select_related = ("gate", "event", "who", "site")
    search_fields = ("gate__name", "event__plate")

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ("vehicles/vehicles.css",)}

    @admin.display(description="plate", ordering="event__plate")
    def vehicle(self, pulse: Actuation) -> SafeString | None:
        return shown.plate(pulse.event.plate) if pulse.event else None


@admin.register(Recheck)
class RecheckAdmin(ReadOnlyAdmin):
    when_empty = "Nobody has been looked back for. A plate that becomes blocked is."
    list_display = ("created_at", "vehicle", "since", "hits", "state", "site")
    list_filter = ("state",)
    list_select_related = ("vehicle", "site")
    search_fields = ("vehicle__plate",)
