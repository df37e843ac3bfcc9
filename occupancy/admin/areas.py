"""Areas in the admin: what they are, the board of who is where, and each one's figures."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from factory.core import clock
from factory.sites.admin_base import ScopedFilter
from occupancy import services
from occupancy.admin.boards import board
from occupancy.admin.figures import figures
from occupancy.admin.headcounts import headcount
from occupancy.admin.layout import LayoutAdmin
from occupancy.admin.showing import set_right_by
from occupancy.models import Area, AreaCamera, CountReset


class CamerasInline(admin.TabularInline[AreaCamera, Area]):
    """Which cameras count for the area, to be looked at; they are edited on their own page."""

    model = AreaCamera
    extra = 0
    fields = ("camera", "role", "since")
    readonly_fields = ("since",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.open()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may see the area may see what counts for it."""
        return True


@admin.register(Area)
class AreaAdmin(LayoutAdmin):
    list_display = ("name", "within", "figures", "capacity", "warn_percent", "set_right", "site")
    list_filter = ("reset_by", ("site", ScopedFilter))
    list_select_related = ("site", "within")
    search_fields = ("name",)
    actions = ("nobody_in",)
    inlines = (CamerasInline,)
    fieldsets = (
        (None, {"fields": ("site", "name", "within", "figures")}),
        ("How many may be in", {"fields": (("capacity", "warn_percent"),)}),
        ("What sets the count right", {"fields": (("reset_by", "reset_time"),)}),
        ("Closed", {"fields": (("closed_from", "closed_until"),)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), "figures")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new area has no cameras yet."""
        return self.inlines if obj else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("board/", view(self.board), name="occupancy_board"),
            path("<int:area_id>/figures/", view(self.area_figures), name="occupancy_figures"),
            path("<int:area_id>/headcount/", view(headcount), name="occupancy_headcount"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="charts")
    def figures(self, area: Area) -> str | SafeString:
        if not area.pk:
            return "once it is saved"
        url = reverse("admin:occupancy_figures", args=[area.pk])
        return format_html('<a href="{}">now, charts and quality</a>', url)

    @admin.display(description="set right by", ordering="reset_by")
    def set_right(self, area: Area) -> str:
        return set_right_by(area)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Whoever may remove an area may remove what is its own."""
        listed, counts, _, protected = super().get_deleted_objects(objs, request)
        return listed, counts, set(), protected

    def board(self, request: HttpRequest) -> HttpResponse:
        return board(self, request)

    def area_figures(self, request: HttpRequest, area_id: int) -> HttpResponse:
        return figures(self, request, area_id)

    @admin.action(description="Nobody is in: reset the counts now", permissions=["change"])
    def nobody_in(self, request: HttpRequest, queryset: Any) -> None:
        for area in queryset.select_related("site"):
            done = services.correct_drift(
                site=area.site,
                area_id=area.pk,
                at=clock.now(),
                reason=CountReset.Reason.HAND,
                who_id=request.user.pk,
            )
            text = f"{area}: {done['cameras_reset']} cameras reset."
            self.message_user(request, text, messages.SUCCESS)
