"""The audit trail in the admin: read only."""

from __future__ import annotations

from django.contrib import admin

from factory.audit.models import Entry
from factory.sites.admin_base import ReadOnlyAdmin


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "who", "device", "act", "subject_type", "subject_id", "site")
    list_filter = ("act", "subject_type")
    list_select_related = ("who", "device", "site")
    search_fields = ("act", "subject_id", "who__username")
    date_hierarchy = "at"
