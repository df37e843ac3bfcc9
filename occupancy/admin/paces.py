"""How often counters tell, word by word, in the admin: to be looked at only."""

from __future__ import annotations

from django.contrib import admin

from occupancy.admin.facts import FactAdmin
from occupancy.admin.records import PLACE
from occupancy.models import CounterPace


@admin.register(CounterPace)
class CounterPaceAdmin(FactAdmin):
    list_display = (*PLACE, "site", "minutes", "since", "learnt", "recorded_at")
