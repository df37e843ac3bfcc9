"""The vehicle list and the gates: edited here, written by the services."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from factory.exchange.admin_mixins import EXPORTS, ExportsRows, ImportsRows
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ScopedAdmin
from vehicles import services
from vehicles.admin import shown
from vehicles.admin.gate_form import GateForm
from vehicles.admin.history import AuditedHistory, history
from vehicles.admin.lone_site import LoneSite
from vehicles.admin.vehicle_form import VehicleForm
from vehicles.models import Gate, GateEvent, PlateCamera, Vehicle

MOST_CALLS = 10


@admin.register(Vehicle)
class VehicleAdmin(LoneSite, AuditedHistory, ImportsRows, ExportsRows):
    importer = "vehicles.vehicles"
    when_empty = "No vehicle is listed. Add one, or import a list from a file."
    form = VehicleForm
    action_form = ReasonForm
    list_display = (
        *("shown_plate", "shown_status", "reason", "kind", "owner", "valid_until", "hours"),
        "site",
    )
    list_filter = ("status", "kind")
    list_select_related = ("site",)
    search_fields = ("plate", "owner", "reason")
    actions = ("block", "unblock", "authorise", *EXPORTS)
    export_columns = (
        *("plate", "status", "kind", "owner", "contact"),
        *("valid_from", "valid_until", "hours", "reason", "reported_by"),
    )

    readonly_fields = ("key", "blocked_at", "created_at", "changed_at", "history_of", "calls")

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ("vehicles/vehicles.css",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "plate") if obj else fixed

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        plain = (
            (None, {"fields": ("site", "plate", "status", "reason", "reported_by")}),
            ("Vehicle", {"fields": ("kind", "owner", "contact")}),
            ("When it may pass", {"fields": ("valid_from", "valid_until", "hours")}),
        )
        known = ("calls", "history_of", "key", "blocked_at", "created_at", "changed_at")
        return (*plain, ("What is known", {"fields": known})) if obj else plain

    @admin.display(description="plate", ordering="plate")
    def shown_plate(self, vehicle: Vehicle) -> SafeString:
        return shown.plate(vehicle.plate)

    @admin.display(description="status", ordering="status")
    def shown_status(self, vehicle: Vehicle) -> SafeString:
        return shown.badge(vehicle.status, vehicle.get_status_display())

    @admin.display(description="who changed what")
    def history_of(self, vehicle: Vehicle) -> SafeString:
        return history(vehicle)

    @admin.display(description="last calls at the gates")
    def calls(self, vehicle: Vehicle) -> SafeString:
        def label(event: GateEvent) -> str:
            at = timezone.localtime(event.at)
            return f"{at:%d %b %Y %H:%M} {event.get_decision_display()}, {event.gate or 'no gate'}"

        rows = vehicle.events.select_related("gate")[:MOST_CALLS]
        return shown.links(rows, "admin:vehicles_gateevent_change", label)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            services.change_vehicle(vehicle=obj, caller=request.user, **values)
            return
        site, plate = values.pop("site", obj.site), values.pop("plate", obj.plate)
        made = services.add_vehicle(site=site, plate=plate, caller=request.user, **values)
        obj.__dict__.update(made.__dict__)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove_vehicle(vehicle=obj, caller=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for vehicle in queryset:
            services.remove_vehicle(vehicle=vehicle, caller=request.user)

    @admin.action(description="Block, because …", permissions=["change"])
    def block(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(vehicle: Vehicle, reason: str) -> None:
            services.block_plate(
                site=vehicle.site,
                plate=vehicle.plate,
                reason=reason,
                reported_by=request.user.get_username(),
                caller=request.user,
            )

        done_for_each(self, request, queryset.select_related("site"), act)

    @admin.action(description="Lift the block, because …", permissions=["change"])
    def unblock(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(vehicle: Vehicle, reason: str) -> None:
            services.unblock_plate(
                site=vehicle.site, plate=vehicle.plate, reason=reason, caller=request.user
            )

        done_for_each(self, request, queryset.select_related("site"), act)

    @admin.action(
        description="Authorise (validity and hours stay), because …", permissions=["change"]
    )
    def authorise(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(vehicle: Vehicle, reason: str) -> None:
            services.change_vehicle(
                vehicle=vehicle,
                caller=request.user,
                status=Vehicle.Status.AUTHORIZED,
                reason=reason,
            )

        done_for_each(self, request, queryset, act)


@admin.register(Gate)
class GateAdmin(LoneSite, AuditedHistory, ScopedAdmin):
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
        super().save_model(request, obj, form, change)
        services.note_gate(gate=obj, caller=request.user, changed=form.changed_data)

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
class PlateCameraAdmin(LoneSite, ScopedAdmin):
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
