"""Pulses and look-backs: opened only to look into how something came about."""

from __future__ import annotations

from django.contrib import admin

from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from vehicles.admin.lone_site import LoneSite
from vehicles.models import Actuation, Recheck


@admin.register(Actuation)
class ActuationAdmin(LoneSite, ReadOnlyAdmin):
    when_empty = "No barrier has been told to open. A gate's policy says for whom one is."
    list_display = ("asked_at", "gate", "state", "milliseconds", "who", "failure", "site")
    list_filter = ("state", ("gate", ScopedFilter))
    list_select_related = ("gate", "who", "site")
    search_fields = ("gate__name",)


@admin.register(Recheck)
class RecheckAdmin(LoneSite, ReadOnlyAdmin):
    when_empty = "Nobody has been looked back for. A plate that becomes blocked is."
    list_display = ("created_at", "vehicle", "since", "hits", "state", "site")
    list_filter = ("state",)
    list_select_related = ("vehicle", "site")
    search_fields = ("vehicle__plate",)
