"""Links between pages of the admin of which neither may know the other's floor."""

from __future__ import annotations

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html


def row_link(model_label: str, pk: str) -> str:
    """Return a link to the page of a row that is known by its model's label ("app.model") and key.

    Its name alone where the admin has no such page, "" for no row; the page asks who may see it.
    """
    try:
        opts = apps.get_model(model_label)._meta
    except (LookupError, ValueError):
        return f"{model_label} {pk}".strip()
    name = f"{str(opts.verbose_name).capitalize()} {pk}"
    try:
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
    except NoReverseMatch:
        return name
    return format_html('<a href="{}">{}</a>', address, name)
