"""Filters of the cameras' list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from streaming.models import Camera, CameraStatus
from streaming.selectors import condition_of


class StateFilter(admin.SimpleListFilter):
    """By the state that the list shows: what was last written down may be hours old."""

    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in CameraStatus.State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Camera]) -> QuerySet[Camera]:
        if self.value() is None:
            return queryset
        rows = queryset.select_related("site", "status")
        return queryset.filter(pk__in=[c.pk for c in rows if condition_of(c).state == self.value()])
