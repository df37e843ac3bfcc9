"""Setting a gate up by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from vehicles.models import Gate
from vehicles.models.gates import Kind
from vehicles.relay_targets import relay_target
from vehicles.services import taken_cameras


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
        if taken := taken_cameras(self.instance, values.get("cameras", ())):
            raise ValidationError({"cameras": taken})
        if values.get("actuator") == Kind.HTTP:
            try:
                relay_target(values.get("relay_url", ""), allowed_hosts=settings.GATE_RELAY_HOSTS)
            except ValueError as error:
                raise ValidationError({"relay_url": f"{error}."}) from error
        return values
