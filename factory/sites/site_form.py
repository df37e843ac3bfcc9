"""The form of one site: ticking it as the default takes that from another one, and one always is."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from factory.core.errors import Invalid
from factory.sites.models import Site
from factory.sites.services import check_default_stays


class SiteForm(forms.ModelForm[Site]):
    class Meta:
        model = Site
        fields = ("name", "time_zone", "country", "is_default")

    def clean_is_default(self) -> bool:
        ticked: bool = self.cleaned_data["is_default"]
        try:
            check_default_stays(site_id=self.instance.pk, is_default=ticked)
        except Invalid as error:
            raise ValidationError(error.detail) from error
        return ticked
