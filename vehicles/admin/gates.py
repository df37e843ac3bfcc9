"""Gates and their cameras' votes: edited here, written by the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ScopedAdmin
from vehicles import services
from vehicles.admin.gate_form import GateForm
from vehicles.admin.history import AuditedHistory
from vehicles.models import Gate, PlateCamera


@admin.register(Gate)
class GateAdmin(AuditedHistory, ScopedAdmin):
    form = GateForm
    when_empty = "No gate yet. Add one, with the cameras that look at it and the rule it opens by."
    list_display = ("name", "site", "direction", "policy", "halted", "actuator")
    list_filter = ("policy", "halted")
    filter_horizontal = ("cameras",)
    action_form = ReasonForm
    actions = ("halt", "release")
    list_select_related = ("site",)
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            services.save_gate(gate=obj, caller=request.user, **form.changes())
            return
        super().save_model(request, obj, form, change)
        services.note_gate(gate=obj, caller=request.user, changed=form.changed_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        # Of a gate that is changed, its cameras have been: where they were, and no others.
        if not change:
            super().save_related(request, form, formsets, change)

    def delete_model(self, request: HttpRequest, obj: Gate) -> None:
        services.remove_gate(gate=obj, caller=request.user)

    @admin.action(description="Halt: nothing opens it, because …", permissions=["change"])
    def halt(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_halted(request, queryset, halted=True)

    @admin.action(description="Release the kill switch, because …", permissions=["change"])
    def release(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_halted(request, queryset, halted=False)

    def _set_halted(self, request: HttpRequest, queryset: QuerySet[Any], *, halted: bool) -> None:
        def act(gate: Gate, reason: str) -> None:
            services.halt_gate(gate=gate, halted=halted, why=reason, caller=request.user)

        done_for_each(self, request, queryset, act)


@admin.register(PlateCamera)
class PlateCameraAdmin(ScopedAdmin):
    when_empty = (
        "No camera has a rule of its own: our cameras follow the site's setting, and reads from"
        " outside count one by one. Add a camera whose reads are to agree before they count."
    )
    list_display = ("camera", "votes_needed", "site")
    list_select_related = ("camera", "site")
    search_fields = ("camera__name", "camera__camera_id")
    fields = ("camera", "votes_needed")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = services.set_votes(
            camera=obj.camera, votes_needed=obj.votes_needed, caller=request.user
        )
        obj.pk, obj.site_id = saved.pk, saved.site_id

    def delete_model(self, request: HttpRequest, obj: PlateCamera) -> None:
        services.remove_votes(row=obj, caller=request.user)
