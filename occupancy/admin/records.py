"""Facts and what is derived from them, in the admin: to be looked at only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from occupancy.models import (
    Area,
    AreaLevel,
    CountReset,
    DirtyHour,
    LiveCount,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)
from streaming.models import Camera

PLACE = ("area", "camera")
FIGURES = (
    *("average", "max_occupancy", "min_occupancy", "entries", "exits", "imbalance"),
    *("peak_at", "samples", "seen"),
)


class AreaFilter(admin.SimpleListFilter):
    """The areas of the caller's sites; rows hold plain numbers."""

    title = "area"
    parameter_name = "area"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        areas = Area.objects.for_user(request.user, "occupancy.view_area")
        return [(str(area.pk), area.name) for area in areas.order_by("name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = self.value()
        return queryset.filter(area_id=number) if number and number.isdecimal() else queryset


class FactAdmin(ReadOnlyAdmin):
    """Rows that may be millions: no counting, no searching in text. Names are looked up beside them."""

    list_select_related: ClassVar[tuple[str, ...]] = ("site",)
    list_filter: ClassVar[tuple[Any, ...]] = (AreaFilter, ("site", ScopedFilter))
    search_fields = ("=camera_id",)
    search_help_text = "a camera's number"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        areas = Area.everything.filter(pk=OuterRef("area_id")).values("name")
        cameras = Camera.objects.filter(pk=OuterRef("camera_id")).values("name")
        rows: Any = super().get_queryset(request)
        named: QuerySet[Any] = rows.annotate(
            area_name=Subquery(areas), camera_name=Subquery(cameras)
        )
        return named

    @admin.display(ordering="area_id")
    def area(self, row: Any) -> str:
        return row.area_name or (f"no. {row.area_id}" if row.area_id else "-")

    @admin.display(ordering="camera_id")
    def camera(self, row: Any) -> str:
        return row.camera_name or f"no. {row.camera_id}"


class SumAdmin(FactAdmin):
    """Sums, with what people want to read of them."""

    @admin.display(ordering="avg_occupancy")
    def average(self, row: Any) -> str:
        return f"{row.avg_occupancy:.1f}"

    @admin.display(description="left over")
    def imbalance(self, row: Any) -> int:
        return int(row.entries) - int(row.exits)

    @admin.display(ordering="coverage")
    def seen(self, row: Any) -> str:
        return f"{row.coverage:.0%}"


@admin.register(OccupancyLog)
class OccupancyLogAdmin(FactAdmin):
    list_display = (
        *("timestamp", *PLACE, "current_count", "entries", "exits", "people_detected"),
        *("absolute", "received_at"),
    )


@admin.register(CountReset)
class CountResetAdmin(FactAdmin):
    list_display = ("at", *PLACE, "before", "after", "reason", "who")
    list_filter = (*FactAdmin.list_filter, "reason")
    list_select_related: ClassVar[tuple[str, ...]] = ("site", "who")


@admin.register(LiveCount)
class LiveCountAdmin(FactAdmin):
    list_display = (*PLACE, "site", "count", "counted_at", "people_detected")


@admin.register(AreaLevel)
class AreaLevelAdmin(ReadOnlyAdmin):
    list_display = ("area", "level", "since", "told", "told_at", "open")
    list_filter = ("level", ("site", ScopedFilter))
    list_select_related = ("area",)
    search_fields = ("area__name",)


@admin.register(DirtyHour)
class DirtyHourAdmin(FactAdmin):
    list_display = ("hour_start", *PLACE, "site")


@admin.register(OccupancyDailyAggregate)
class HourAdmin(SumAdmin):
    list_display = ("business_date", "hour", *PLACE, *FIGURES)


@admin.register(OccupancyDaySummary)
class DayAdmin(SumAdmin):
    list_display = ("business_date", *PLACE, *FIGURES)


@admin.register(OccupancyMonthlyAggregate)
class MonthAdmin(SumAdmin):
    list_display = ("month", *PLACE, *FIGURES)
