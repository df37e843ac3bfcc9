"""Factories themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from factory.core.trail import note
from factory.sites.models import Site

WATCHED = ("name", "time_zone", "country", "is_default")


def ensure_default_site(*, name: str, time_zone: str) -> Site:
    """Return the default site, made at need; safe to repeat and for two at once."""
    site, _ = Site.objects.get_or_create(
        is_default=True, defaults={"name": name, "time_zone": time_zone}
    )
    return site


@transaction.atomic
def save_site(*, site: Site, caller: Any) -> None:
    """Keep a new or changed site; the trail says which fields changed. Safe to repeat."""
    before = Site.objects.filter(pk=site.pk).values(*WATCHED).first()
    site.save()
    changed = [name for name in WATCHED if before and before[name] != getattr(site, name)]
    if changed or not before:
        act = "change-site" if before else "add-site"
        note(site_id=site.pk, caller=caller, act=act, subject=site, fields=changed)
