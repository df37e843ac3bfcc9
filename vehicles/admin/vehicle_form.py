"""Entering a vehicle by hand: what the service would refuse, said while the page is open."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from factory.core.errors import DomainError
from vehicles.admin.as_shown import AsShownForm
from vehicles.models import Vehicle
from vehicles.services import check_plate_free


class VehicleForm(AsShownForm):
    class Meta:
        model = Vehicle
        fields = (
            *("site", "plate", "status", "kind", "owner", "contact"),
            *("valid_from", "valid_until", "hours", "reason", "reported_by"),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        # Once listed, plate and site are shown and not asked.
        if values.get("site") and values.get("plate"):
            try:
                check_plate_free(site=values["site"], plate=values["plate"])
            except DomainError as error:
                raise ValidationError({"plate": error.detail}) from error
        if values.get("status") == Vehicle.Status.BLOCKED and not values.get("reason"):
            self.add_error("reason", "Say why it is blocked.")
        return values
