"""Searches and paid enrolments by day: opened only to see what a bill was made of."""

from __future__ import annotations

from django.contrib import admin

from factory.sites.admin_base import ReadOnlyAdmin
from identity.models import PaidEnrolments, SearchCount


@admin.register(PaidEnrolments)
class PaidEnrolmentsAdmin(ReadOnlyAdmin):
    list_display = ("day", "count", "site")
    list_select_related = ("site",)
    search_fields = ("site__name",)
    date_hierarchy = "day"


@admin.register(SearchCount)
class SearchCountAdmin(ReadOnlyAdmin):
    list_display = ("day", "part", "calls", "searches", "paid", "saved", "failed", "site")
    list_select_related = ("site",)
    search_fields = ("site__name",)
    date_hierarchy = "day"
