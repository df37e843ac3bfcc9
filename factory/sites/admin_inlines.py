"""Rows of a site that are edited beside the row to which they belong: they are of its site."""

from __future__ import annotations

from typing import Any

from django.forms import BaseInlineFormSet, ModelForm


class BesideForm(ModelForm[Any]):
    """One such row; what is there once at a site is looked for, though no form asks for the site."""

    def _get_validation_exclusions(self) -> set[str]:
        unasked: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return unasked - {"site"} if self.instance.site_id is not None else unasked


class BesideFormSet(BaseInlineFormSet[Any, Any, BesideForm]):
    """The rows beside one; of two new ones that are the same, the second is refused."""

    def _construct_form(self, i: int, **kwargs: Any) -> BesideForm:
        form: BesideForm = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.site_id = self.instance.site_id
        return form
