"""The vehicle list and the gates: edited here, written by the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factory.exchange.admin_mixins import EXPORTS, ExportsRows
from factory.sites.admin_actions import ReasonForm, done_for_each
from factory.sites.admin_base import ScopedAdmin
from vehicles import services
from vehicles.admin.forms import GateForm, VehicleForm
from vehicles.models import Gate, Vehicle


@admin.register(Vehicle)
class VehicleAdmin(ExportsRows):
    form = VehicleForm
    action_form = ReasonForm
    list_display = ("plate", "status", "kind", "owner", "valid_until", "reason", "site")
    list_filter = ("status", "kind")
    list_select_related = ("site",)
    search_fields = ("plate", "owner", "reason")
    readonly_fields = ("key", "blocked_at", "created_at", "changed_at")
    actions = ("block", "unblock", "authorise", *EXPORTS)
    export_columns = (
        *("plate", "status", "kind", "owner", "contact"),
        *("valid_from", "valid_until", "hours", "reason", "reported_by"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "plate") if obj else fixed

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
class GateAdmin(ScopedAdmin):
    form = GateForm
    list_display = ("name", "site", "direction", "policy", "halted", "actuator")
    list_filter = ("policy", "halted")
    list_select_related = ("site",)
    search_fields = ("name",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the cameras of the caller's sites."""
        offered = db_field.remote_field.model.objects.for_user(
            request.user, "streaming.view_camera"
        )
        return super().formfield_for_manytomany(
            db_field, request, **({"queryset": offered} | kwargs)
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.note_gate(gate=obj, caller=request.user, changed=form.changed_data)
