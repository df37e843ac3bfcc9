"""What lists can be narrowed by; plain numbers, as a foreign key's filter tells of others' rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from factory.core.api.filters import RowFilter
from factory.sites.api.filters import SiteTimeFilter
from vehicles.models import GateEvent, PlateRead, Vehicle
from vehicles.plate_text import clean


class PlateFilter(filters.CharFilter):  # type: ignore[misc]  # published without types
    """Part of a plate, written in any way."""

    def filter(self, qs: QuerySet[Any], value: str) -> Any:
        return super().filter(qs, clean(value)) if value else qs


class OfSiteFilter(RowFilter):
    site = filters.NumberFilter(field_name="site_id")


class VehicleFilter(OfSiteFilter):
    plate = PlateFilter(field_name="plate", lookup_expr="contains")

    class Meta:
        model = Vehicle
        fields = ("status", "kind")


class PlateReadFilter(OfSiteFilter):
    """``after`` is included, ``before`` is not."""

    plate = PlateFilter(field_name="text", lookup_expr="contains")
    camera = filters.NumberFilter(field_name="camera_id")
    gate = filters.NumberFilter(field_name="gate_id")
    event = filters.NumberFilter(field_name="event_id")
    review = filters.BooleanFilter(
        method="of_review", help_text="held for a person; no event tells of it, nobody has looked"
    )
    after = SiteTimeFilter(field_name="captured_at", lookup_expr="gte")
    before = SiteTimeFilter(field_name="captured_at", lookup_expr="lt")

    def of_review(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.waiting() if value else rows.not_waiting()  # type: ignore[attr-defined]
        return found

    class Meta:
        model = PlateRead
        fields = ("status", "reason", "layer", "state", "uuid")


class GateEventFilter(OfSiteFilter):
    """``after`` is included, ``before`` is not."""

    plate = PlateFilter(field_name="plate", lookup_expr="contains")
    gate = filters.NumberFilter(field_name="gate_id")
    vehicle = filters.NumberFilter(field_name="vehicle_id")
    after = SiteTimeFilter(field_name="at", lookup_expr="gte")
    before = SiteTimeFilter(field_name="at", lookup_expr="lt")

    class Meta:
        model = GateEvent
        fields = ("direction", "decision", "opened")
