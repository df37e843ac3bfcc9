"""The form of one setting: it takes declared names, and values that their Setting calls good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factory.core.errors import Invalid
from factory.sites.models import SiteSetting
from factory.sites.site_settings import check_since, declared, since_fault


def names() -> list[tuple[str, str]]:
    """Return every declared setting's name and title, as choices."""
    return [(name, f"{setting.title} ({name})") for name, setting in sorted(declared().items())]


class ValueField(forms.JSONField):
    """One line, empty at first; shown and taken as JSON, since a value may be a number or a word."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


class SiteSettingForm(forms.ModelForm[SiteSetting]):
    """What it lets through never makes a later read of the setting fail."""

    name = forms.ChoiceField(choices=names)
    value = ValueField(help_text='A number, true or false, or a word in quotes, such as "strict".')

    class Meta:
        model = SiteSetting
        fields = ("site", "name", "value", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and since_fault(self.instance.since):
            # No field can show it in the site's zone; what is stored stands beside.
            self.initial["since"] = None

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
