"""Cameras: how each is doing in the list, its live picture and a trial on its page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from factory.core.scoping import access_of
from factory.sites.admin_base import ScopedAdmin, ScopedFilter
from factory.sites.admin_refusals import TellsRefusals
from streaming import services
from streaming.admin.filters import StateFilter
from streaming.admin.forms import CameraForm
from streaming.analyses import analysis_of
from streaming.condition import Condition
from streaming.models import Camera
from streaming.selectors import condition_of

KEEP = "streaming.keep_picture"


@admin.register(Camera)
class CameraAdmin(TellsRefusals, ScopedAdmin):
    form = CameraForm
    change_form_template = "admin/streaming/camera/change_form.html"
    list_display = ("name", "camera_id", "site", "state", "since", "fps", "error", "feeds")
    list_filter = ("enabled", StateFilter, ("site", ScopedFilter))
    list_select_related = ("site", "status")
    search_fields = ("camera_id", "name")
    ordering = ("site__name", "camera_id")
    fieldsets = (
        (None, {"fields": ("site", "camera_id", "name", "enabled")}),
        ("Where its pictures come from", {"fields": ("source", ("user", "password"), "transport")}),
        ("Pictures", {"fields": ("target_fps", ("width", "height"), "quality")}),
        ("What looks at them", {"fields": ("consumers", "detector", "direction")}),
        ("Hours", {"fields": (("active_from", "active_until"),), "classes": ("collapse",)}),
    )

    class Media:
        css = {"all": ("streaming/camera.css",)}
        js = ("streaming/camera.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Camera]:
        return super().get_queryset(request).select_related("site", "status")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep addresses from those who may look at pictures but not change cameras."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [part for part in found if part[1]["fields"][0] != "source"]

    @admin.display(ordering="status__state")
    def state(self, camera: Camera) -> str:
        state = self._condition(camera).state
        return format_html('<span class="badge" data-state="{}">{}</span>', state, state)

    @admin.display(ordering="status__since")
    def since(self, camera: Camera) -> Any:
        return self._condition(camera).since

    @admin.display(ordering="status__fps")
    def fps(self, camera: Camera) -> str:
        fps = self._condition(camera).fps
        return f"{fps:.1f}" if fps else "-"

    @admin.display(description="last error")
    def error(self, camera: Camera) -> str:
        return self._condition(camera).error or "-"

    @admin.display(description="feeds")
    def feeds(self, camera: Camera) -> str:
        return ", ".join(camera.consumers) or "-"

    def _condition(self, camera: Camera) -> Condition:
        return condition_of(camera)

    def render_change_form(  # noqa: PLR0917 - Django's signature
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Camera | None = None,
    ) -> HttpResponse:
        if obj is not None:
            context["condition"] = condition_of(obj)
            context["parts"] = analysis_of(obj)
            context["may_keep"] = access_of(request.user).allows(KEEP, obj.site_id)
            context["may_test"] = self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request: HttpRequest, obj: Camera, form: Any, change: bool) -> None:
        fields = form.edited
        if change:
            stored = Camera.objects.get(pk=obj.pk)
            services.change_camera(camera=stored, who=request.user, **fields)
            return
        made = services.add_camera(site=obj.site, who=request.user, **fields)
        obj.pk, obj._state.adding = made.pk, False  # noqa: SLF001 - the form's row is the one made

    def delete_model(self, request: HttpRequest, obj: Camera) -> None:
        services.remove_camera(camera=obj, who=request.user)
