"""Filling in the admin's forms from the pages themselves."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm


def filled(page: Any) -> dict[str, Any]:
    """Return what the form of an admin page would send if somebody pressed its button at once."""
    data = _values(page.context["adminform"].form)
    for inline in page.context["inline_admin_formsets"]:
        for form in (inline.formset.management_form, *inline.formset.forms):
            data |= _values(form)
    return data


def _values(form: BaseForm) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if value is None or value is False:
            continue
        parts = getattr(bound.field.widget, "decompress", None)
        if parts is None or isinstance(value, list | tuple):
            data[bound.html_name] = value
        else:
            for number, part in enumerate(parts(value) or ()):
                data[f"{bound.html_name}_{number}"] = "" if part is None else part
    return data
