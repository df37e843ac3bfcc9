"""Forms that ask what the services would refuse, while there is still a page to say so on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from factory.core.errors import DomainError
from vehicles.models import Gate, Vehicle
from vehicles.models.gates import Kind
from vehicles.relay_targets import relay_target
from vehicles.services import check_plate_free


class VehicleForm(forms.ModelForm[Vehicle]):
    class Meta:
        model = Vehicle
        fields = (
            *("site", "plate", "status", "kind", "owner", "contact"),
            *("valid_from", "valid_until", "hours", "reason", "reported_by"),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        # Once listed, plate and site are shown and not asked.
        if values.get("site") and values.get("plate"):
            try:
                check_plate_free(site=values["site"], plate=values["plate"])
            except DomainError as error:
                raise ValidationError({"plate": error.detail}) from error
        return values


class GateForm(forms.ModelForm[Gate]):
    """The relay's key can be written and never read back."""

    relay_secret = forms.CharField(
        label="Relay's key",
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Sent as Authorization: Bearer. Left empty, the present one stays.",
    )

    class Meta:
        model = Gate
        fields = (
            *("site", "name", "direction", "cameras", "policy", "halted"),
            *("actuator", "relay_url", "relay_secret"),
        )

    def clean_relay_secret(self) -> str:
        return str(self.cleaned_data["relay_secret"] or self.instance.relay_secret)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        site_id = getattr(values.get("site"), "pk", None) or self.instance.site_id
        if any(camera.site_id != site_id for camera in values.get("cameras", ())):
            raise ValidationError({"cameras": "Choose cameras of the gate's own site."})
        if values.get("actuator") == Kind.HTTP:
            try:
                relay_target(values.get("relay_url", ""), allowed_hosts=settings.GATE_RELAY_HOSTS)
            except ValueError as error:
                raise ValidationError({"relay_url": f"{error}."}) from error
        return values
