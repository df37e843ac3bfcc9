"""Cameras' parts in areas: those that hold, to be changed, and those that were, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from factory.sites.admin_base import ScopedFilter
from occupancy import services
from occupancy.admin.layout import LayoutAdmin
from occupancy.models import AreaCamera, CounterPace
from occupancy.paces import USUAL


class HoldsFilter(admin.SimpleListFilter):
    """Open parts, unless the others are asked for."""

    title = "whether it holds"
    parameter_name = "holds"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [("ended", "Ended"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """Call the first choice, which would be "All", by what it shows."""
        first, *others = super().choices(changelist)
        return [first | {"display": "Still holds"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(until__isnull=self.value() != "ended")


@admin.register(AreaCamera)
class AreaCameraAdmin(LayoutAdmin):
    list_display = ("camera", "area", "role_name", "every", "since", "until")
    list_filter = (HoldsFilter, "role", ("site", ScopedFilter))
    list_select_related = ("camera", "area", "site")
    search_fields = ("camera__name", "area__name")
    fields = ("site", "area", "camera", "role", "reports_every", "since", "until")

    @admin.display(description="role", ordering="role")
    def role_name(self, part: AreaCamera) -> str:
        return part.get_role_display().partition(":")[0]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        known = CounterPace.objects.filter(area_id=OuterRef("area"), camera_id=OuterRef("camera"))
        rows: Any = super().get_queryset(request)
        paced: QuerySet[Any] = rows.annotate(
            pace=Subquery(known.order_by("-since").values("minutes")[:1])
        )
        return paced

    @admin.display(description="reports every", ordering="pace")
    def every(self, part: Any) -> str:
        """Return the interval, said or learnt; nothing for one that tells every minute."""
        if part.pace in {None, USUAL}:
            return "-"
        how = "" if part.reports_every else ", learnt"
        return f"{part.pace} min{how}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """Another camera or another area is another part."""
        fixed = ("area", "camera") if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed, "since", "until")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _open(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: AreaCamera, form: Any, change: bool) -> None:
        services.save_part(part=obj, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: AreaCamera) -> None:
        services.take_part_away(part=obj, caller=request.user)


def _open(part: AreaCamera | None) -> bool:
    return part is None or part.until is None
