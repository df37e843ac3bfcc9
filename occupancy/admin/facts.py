"""How facts are listed in the admin: the first of them, by area and site, with names beside numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import cached_property

from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from occupancy.models import Area
from streaming.models import Camera


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


MOST_LISTED = 10_000


class FirstOnly(Paginator[Any]):
    """Pages of the first rows of a list, so that millions are not counted for each page."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows[:MOST_LISTED].count())


class FactAdmin(ReadOnlyAdmin):
    """Rows that may be millions: the first are listed, filters find the others.

    They are not searched in text; names are looked up beside them.
    """

    paginator = FirstOnly
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
