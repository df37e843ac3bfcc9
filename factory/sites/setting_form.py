"""The form of one setting: it takes declared names, and values that their Setting calls good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factory.core.errors import Invalid
from factory.sites.models import SiteSetting
from factory.sites.site_settings import check_since, declared


def names() -> list[tuple[str, str]]:
    """Return every declared setting's name and title, as choices."""
    return [(name, f"{setting.title} ({name})") for name, setting in sorted(declared().items())]


class SiteSettingForm(forms.ModelForm[SiteSetting]):
    """What it lets through never makes a later read of the setting fail."""

    name = forms.ChoiceField(choices=names)

    class Meta:
        model = SiteSetting
        fields = ("site", "name", "value", "since")

    def clean_since(self) -> datetime:
        since: datetime = self.cleaned_data["since"]
        try:
            check_since(since)
        except Invalid as error:
            raise ValidationError(error.detail) from error
        return since

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "name" in values and "value" in values:
            given = values["value"]
            # Django's form gives texts in a class of its own; a Setting asks for the very type.
            plain = str(given) if isinstance(given, str) else given
            try:
                values["value"] = declared()[values["name"]].clean(plain)
            except Invalid as error:
                raise ValidationError({"value": error.detail}) from error
        return values
