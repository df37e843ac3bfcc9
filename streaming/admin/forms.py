"""The form of a camera: its password goes in and never comes out, its address is checked at once."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextInputWidget

from factory.core.encryption import is_kept, is_lost
from streaming.models import Camera
from streaming.selectors import SECRETS
from streaming.services.cameras import AGAIN, moves_password
from streaming.supervision.orders import check_target
from streaming.targets import BadTargetError

KEPT = "Stored. Leave it empty to keep it; empty the user to remove both."
TRANSPORT = (
    "UDP only for a camera that has nothing else: pictures that get another size while it is read come"
    " stretched to the first one's until it is next opened."
)
ENTER = "Stored encrypted, and shown to nobody."
USER = "Stored encrypted, and shown to those who may change the camera."
LOST = (
    "No key in ENCRYPTION_KEYS opens the stored one: enter it again, or leave it empty to keep it."
)


class CameraForm(forms.ModelForm[Camera]):
    password = forms.CharField(
        required=False,
        strip=False,
        help_text=ENTER,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    consumers = forms.MultipleChoiceField(
        required=False,
        label="Recognisers",
        widget=forms.CheckboxSelectMultiple,
        help_text="A camera that feeds none is read only while somebody watches.",
    )

    edited: dict[str, Any]

    class Meta:
        model = Camera
        fields = (
            *("site", "camera_id", "name", "source", "user", "password", "transport", "target_fps"),
            *("width", "height", "quality", "consumers", "detector", "direction", "enabled"),
            *("active_from", "active_until"),
        )
        help_texts: ClassVar[dict[str, str]] = {"transport": TRANSPORT, "user": USER}
        widgets: ClassVar[dict[str, Any]] = {"user": AdminTextInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A field is absent where the page is only looked at.
        if "consumers" in self.fields:
            self.fields["consumers"].choices = [  # type: ignore[attr-defined]
                (name, name.capitalize()) for name in settings.STREAMING_CONSUMERS
            ]
        if is_kept(self.instance, "password") and "password" in self.fields:
            self.fields["password"].help_text = KEPT
        for name in SECRETS:
            if is_lost(self.instance, name) and name in self.fields:
                self.fields[name].help_text = LOST

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).strip()
        if self.instance.pk and source == self.initial.get("source"):
            # A name that nobody resolves any more must not keep a camera from being switched off.
            return source
        try:
            site = self.cleaned_data.get("site")
            check_target(source, site.pk if site else self.instance.site_id)
        except BadTargetError as error:
            raise forms.ValidationError(str(error)) from error
        return source

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("active_from") is None) != (data.get("active_until") is None):
            self.add_error("active_until", "Give both times, or none.")
        self.edited = self._edited()
        stored = Camera.objects.filter(pk=self.instance.pk).first()
        if stored and moves_password(stored, self.edited):
            self.add_error("password", AGAIN)
        return data

    def _edited(self) -> dict[str, Any]:
        """Return the fields to write; an empty password means the stored one, an empty user neither."""
        data = self.cleaned_data
        edited = {n: data[n] for n in self.changed_data if n in data and n != "site"}
        if not edited.get("password"):
            edited.pop("password", None)
            if edited.get("user") == "":
                edited["password"] = ""
        return edited

    def _post_clean(self) -> None:
        # What the model is built from: a field left empty must not empty the stored password.
        if not self.cleaned_data.get("password"):
            self.cleaned_data.pop("password", None)
            if self.cleaned_data.get("user") == "":
                self.cleaned_data["password"] = ""
        super()._post_clean()  # type: ignore[misc]

    def _get_validation_exclusions(self) -> set[str]:
        # Any text will do, and a stored one may be one that no key opens.
        return super()._get_validation_exclusions() | set(SECRETS)  # type: ignore[misc,no-any-return]
