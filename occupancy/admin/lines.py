"""Lines and zones in the admin, drawn on their camera's picture."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from factory.sites.admin_base import ScopedFilter
from occupancy.admin.layout import LayoutAdmin
from occupancy.models import CountingLine


class CountingLineForm(forms.ModelForm[CountingLine]):
    class Meta:
        model = CountingLine
        fields = ("site", "camera", "area", "name", "kind", "points", "in_side", "enabled")
        widgets = {"points": forms.Textarea(attrs={"rows": 3, "cols": 70, "spellcheck": "false"})}


@admin.register(CountingLine)
class CountingLineAdmin(LayoutAdmin):
    form = CountingLineForm
    list_display = ("name", "camera", "area", "kind", "in_side", "enabled")
    list_filter = ("kind", "enabled", ("site", ScopedFilter))
    list_select_related = ("camera", "area")
    search_fields = ("name", "camera__name", "area__name")
    fieldsets = (
        (None, {"fields": ("site", "camera", "area", "name", "enabled")}),
        (
            "Where it is",
            {"fields": ("kind", "in_side", "points"), "classes": ("occupancy-drawing",)},
        ),
    )

    class Media:
        css = {"all": ("occupancy/drawing.css",)}
        js = ("occupancy/drawing.js",)
