"""The form that takes a file to import."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from factory.core.models import User
from factory.core.scoping import access_of
from factory.exchange.importers import Importer, importers
from factory.exchange.models import Import
from factory.sites.models import Site


def offered(user: Any) -> list[Importer]:
    """Return what the caller may import somewhere."""
    access = access_of(user)
    return [one for one in importers().values() if access.superuser or access.sites(one.perm)]


class UploadForm(forms.ModelForm[Import]):
    """Which rows, of which site, from which file. ``user`` is set by the page."""

    user: User
    kind = forms.ChoiceField(label="Rows of")
    file = forms.FileField(
        help_text="CSV or XLSX, the first row names the columns. Nothing is written before you have"
        " seen what it would do."
    )

    class Meta:
        model = Import
        fields = ("kind", "site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = offered(self.user)
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = [(one.name, one.title) for one in kinds]
        sites = {site for one in kinds for site in access_of(self.user).sites(one.perm)}
        site = cast("forms.ModelChoiceField[Site]", self.fields["site"])
        mine = Site.objects.order_by("-is_default", "name")
        if not self.user.is_superuser:
            mine = mine.filter(pk__in=sites)
        site.queryset, site.initial = mine, mine.first()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_BODY_BYTES:
            raise ValidationError("At most 20 MB; split the file.")
        return file
