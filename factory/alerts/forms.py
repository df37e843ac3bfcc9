"""Entering a channel by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from factory.alerts.channels.addresses import target_of
from factory.alerts.models import Channel
from factory.core.encryption import Undecipherable


class ChannelForm(forms.ModelForm[Channel]):
    """The secret can be written and never read back."""

    secret = forms.CharField(
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="Signs the webhook's body. Left empty, the present one stays.",
    )

    class Meta:
        model = Channel
        fields = ("site", "name", "kind", "target", "secret", "least_severity", "enabled")

    def clean_secret(self) -> str:
        try:
            return str(self.cleaned_data["secret"] or self.instance.secret)
        except Undecipherable as error:
            raise ValidationError("The present one cannot be read; enter it anew.") from error

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        check = _an_address if data.get("kind") == Channel.Kind.MAIL else _a_webhook
        check(self, data)
        return data


def _an_address(form: ChannelForm, data: dict[str, Any]) -> None:
    try:
        validate_email(data.get("target", ""))
    except ValidationError as error:
        form.add_error("target", error)


def _a_webhook(form: ChannelForm, data: dict[str, Any]) -> None:
    try:
        target_of(data.get("target", ""), debug=settings.DEBUG)
    except ValueError as error:
        form.add_error("target", str(error))
    if not data.get("secret"):
        form.add_error("secret", "A webhook needs a secret to sign with.")
