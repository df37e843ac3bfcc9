"""The vehicle list: edited here, written by the services."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from factory.exchange.admin_mixins import EXPORTS, ExportsRows, ImportsRows
from factory.sites.admin_actions import ReasonForm, done_for_each
from vehicles import services
from vehicles.admin import shown
from vehicles.admin.history import AuditedHistory, history
from vehicles.admin.vehicle_form import VehicleForm
from vehicles.models import GateEvent, Vehicle

MOST_CALLS = 10


@admin.register(Vehicle)
class VehicleAdmin(AuditedHistory, ImportsRows, ExportsRows):
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
        values = form.changes()
        if change:
            services.change_vehicle(vehicle=obj, caller=request.user, **values)
            return
        site, plate = values.pop("site", obj.site), values.pop("plate", obj.plate)
        made = services.add_vehicle(site=site, plate=plate, caller=request.user, **values)
        obj.__dict__.update(made.__dict__)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove_vehicle(vehicle=obj, caller=request.user)

    @admin.action(description="Block, because …", permissions=["change"])
    def block(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(vehicle: Vehicle, reason: str) -> None:
            services.change_vehicle(
                vehicle=vehicle,
                caller=request.user,
                act="vehicles.block",
                status=Vehicle.Status.BLOCKED,
                reason=reason,
                reported_by=request.user.get_username(),
            )

        done_for_each(self, request, queryset, act)

    @admin.action(description="Lift the block, because …", permissions=["change"])
    def unblock(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(vehicle: Vehicle, reason: str) -> None:
            services.unblock_vehicle(vehicle=vehicle, reason=reason, caller=request.user)

        done_for_each(self, request, queryset, act)

    @admin.action(
        description="Authorise (validity and hours stay), because …", permissions=["change"]
    )
    def authorise(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def act(vehicle: Vehicle, reason: str) -> None:
            services.change_vehicle(
                vehicle=vehicle,
                caller=request.user,
                act="vehicles.authorise",
                status=Vehicle.Status.AUTHORIZED,
                reason=reason,
            )

        done_for_each(self, request, queryset, act)
