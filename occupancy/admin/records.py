"""Facts and what is derived from them, in the admin: to be looked at only."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.admin_times import site_time
from occupancy.admin.facts import FactAdmin
from occupancy.clocks import spoken
from occupancy.models import (
    AreaLevel,
    CountReset,
    DirtyHour,
    LiveCount,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)

PLACE = ("area", "camera")
FIGURES = (
    *("average", "max_occupancy", "min_occupancy", "entries", "exits", "imbalance"),
    *(site_time("peak_at"), "samples", "seen"),
)


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
        *(site_time("timestamp"), *PLACE, "current_count", "entries", "exits"),
        *("people_detected", "absolute", site_time("received_at"), site_time("said_at")),
    )


@admin.register(CountReset)
class CountResetAdmin(FactAdmin):
    list_display = (site_time("at"), *PLACE, "before", "after", "reason", "who")
    list_filter = (*FactAdmin.list_filter, "reason")
    list_select_related: ClassVar[tuple[str, ...]] = ("site", "who")


@admin.register(LiveCount)
class LiveCountAdmin(FactAdmin):
    list_display = (*PLACE, "count", site_time("counted_at"), "people_detected", "clock")

    @admin.display(ordering="ahead_seconds")
    def clock(self, row: LiveCount) -> str:
        return f"{spoken(row.ahead_seconds)} ahead" if row.ahead_seconds else "right"


@admin.register(AreaLevel)
class AreaLevelAdmin(ReadOnlyAdmin):
    list_display = ("area", "level", site_time("since"), "told", site_time("told_at"), "open")
    list_filter = ("level", ("site", ScopedFilter))
    list_select_related = ("area", "site")
    search_fields = ("area__name",)


@admin.register(DirtyHour)
class DirtyHourAdmin(FactAdmin):
    list_display = (site_time("hour_start"), *PLACE, "site")


@admin.register(OccupancyDailyAggregate)
class HourAdmin(SumAdmin):
    list_display = ("business_date", "hour", *PLACE, *FIGURES)


@admin.register(OccupancyDaySummary)
class DayAdmin(SumAdmin):
    list_display = ("business_date", *PLACE, *FIGURES)


@admin.register(OccupancyMonthlyAggregate)
class MonthAdmin(SumAdmin):
    list_display = ("month", *PLACE, *FIGURES)
