"""Pulses and look-backs: opened only to look into how something came about."""

from __future__ import annotations

from django.contrib import admin

from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from vehicles.models import Actuation, Recheck


@admin.register(Actuation)
class ActuationAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "gate", "state", "milliseconds", "who", "failure", "site")
    list_filter = ("state", ("gate", ScopedFilter))
    list_select_related = ("gate", "who", "site")
    search_fields = ("gate__name",)


@admin.register(Recheck)
class RecheckAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "vehicle", "since", "hits", "state", "site")
    list_filter = ("state",)
    list_select_related = ("vehicle", "site")
    search_fields = ("vehicle__plate",)
