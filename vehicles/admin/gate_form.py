"""Setting a gate up by hand."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q

from vehicles.admin.as_shown import AsShownForm
from vehicles.models import Gate
from vehicles.models.gates import Kind
from vehicles.relay_targets import relay_target
from vehicles.services import taken_cameras


class GateForm(AsShownForm):
    """The relay's key can be written and never read back."""

    never_shown: ClassVar[frozenset[str]] = frozenset({"relay_secret"})

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
        help_texts = {"cameras": "A camera looks at one gate, so that each of its reads has one."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and "cameras" in self.fields:
            # What is sent all the same is refused with the gate's name.
            field: Any = self.fields["cameras"]
            free = Q(gates=None) | Q(gates=self.instance.pk)
            field.queryset = field.queryset.filter(free).distinct()

    def clean_relay_secret(self) -> str:
        return str(self.cleaned_data["relay_secret"] or self.instance.relay_secret)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
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
