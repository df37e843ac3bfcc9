"""Occupancy in the admin: areas with their last day, lines, and facts to be looked at only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from factory.core import clock
from factory.sites.admin_base import ReadOnlyAdmin, ScopedAdmin
from occupancy import charts, services
from occupancy.models import (
    Area,
    AreaCamera,
    AreaLevel,
    CountingLine,
    CountReset,
    DirtyHour,
    LiveCount,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)
from occupancy.selectors.charts import last_day
from occupancy.selectors.live import live_of

FIGURES = (
    "avg_occupancy",
    "max_occupancy",
    "min_occupancy",
    "entries",
    "exits",
    "peak_at",
    "samples",
    "coverage",
)


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    list_display = ("name", "site", "capacity", "warn_percent", "reset_time")
    list_select_related = ("site",)
    search_fields = ("name",)
    actions = ("nobody_in",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """A new area has nothing to show yet."""
        shown = ("now_in", "last_day") if obj else ()
        return (*super().get_readonly_fields(request, obj), *shown)

    @admin.display(description="in it now")
    def now_in(self, area: Area) -> str:
        live = live_of(area, clock.now())
        return "never counted" if live["count"] is None else f"{live['count']} ({live['level']})"

    @admin.display(description="last 24 hours")
    def last_day(self, area: Area) -> SafeString:
        drawn = charts.svg(
            last_day(area, clock.now()), title=f"{area.name}: last day", capacity=area.capacity
        )
        # Everything that people wrote is escaped there.
        return mark_safe(drawn)  # noqa: S308

    @admin.action(description="Nobody is in: reset the counts now", permissions=["change"])
    def nobody_in(self, request: HttpRequest, queryset: Any) -> None:
        for area in queryset.select_related("site"):
            done = services.correct_drift(
                site=area.site,
                area_id=area.pk,
                reason=CountReset.Reason.HAND,
                who_id=request.user.pk,
            )
            text = f"{area}: {done['cameras_reset']} cameras reset."
            self.message_user(request, text, messages.SUCCESS)


@admin.register(AreaCamera)
class AreaCameraAdmin(ScopedAdmin):
    list_display = ("camera", "area", "role", "site")
    list_filter = ("role",)
    list_select_related = ("camera", "area", "site")
    search_fields = ("camera__name", "area__name")


@admin.register(CountingLine)
class CountingLineAdmin(ScopedAdmin):
    list_display = ("name", "camera", "area", "kind", "in_side", "enabled")
    list_filter = ("kind", "enabled")
    list_select_related = ("camera", "area")
    search_fields = ("name", "camera__name", "area__name")


class FactAdmin(ReadOnlyAdmin):
    """Rows that may be millions: no counting, no searching in text."""

    list_select_related: ClassVar[tuple[str, ...]] = ("site",)
    search_fields = ("=camera_id",)
    search_help_text = "a camera's number"


@admin.register(OccupancyLog)
class OccupancyLogAdmin(FactAdmin):
    list_display = (
        "timestamp",
        "camera_id",
        "area_id",
        "current_count",
        "entries",
        "exits",
        "people_detected",
        "received_at",
    )


@admin.register(CountReset)
class CountResetAdmin(FactAdmin):
    list_display = ("at", "camera_id", "area_id", "before", "after", "reason", "who")
    list_filter = ("reason",)
    list_select_related: ClassVar[tuple[str, ...]] = ("site", "who")


@admin.register(LiveCount)
class LiveCountAdmin(FactAdmin):
    list_display = ("camera_id", "area_id", "site", "count", "counted_at", "people_detected")


@admin.register(AreaLevel)
class AreaLevelAdmin(ReadOnlyAdmin):
    list_display = ("area", "level", "since", "told", "told_at", "open")
    list_filter = ("level",)
    list_select_related = ("area",)
    search_fields = ("area__name",)


@admin.register(DirtyHour)
class DirtyHourAdmin(FactAdmin):
    list_display = ("hour_start", "camera_id", "area_id", "site")


@admin.register(OccupancyDailyAggregate)
class HourAdmin(FactAdmin):
    list_display = ("business_date", "hour", "camera_id", "area_id", *FIGURES)


@admin.register(OccupancyDaySummary)
class DayAdmin(FactAdmin):
    list_display = ("business_date", "camera_id", "area_id", *FIGURES)


@admin.register(OccupancyMonthlyAggregate)
class MonthAdmin(FactAdmin):
    list_display = ("month", "camera_id", "area_id", *FIGURES)
