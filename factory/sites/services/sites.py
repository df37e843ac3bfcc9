"""Factories themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from factory.core.errors import Invalid
from factory.core.trail import note
from factory.sites.models import Site

WATCHED = ("name", "time_zone", "country", "is_default")


def ensure_default_site(*, name: str, time_zone: str) -> Site:
    """Return the default site, made at need; safe to repeat and for two at once."""
    site, _ = Site.objects.get_or_create(
        is_default=True, defaults={"name": name, "time_zone": time_zone}
    )
    return site


def check_default_stays(*, site_id: int | None, is_default: bool) -> None:
    """Raise Invalid where the default site would cease to be it without another taking its place."""
    if site_id is None or is_default:
        return
    if Site.objects.filter(pk=site_id, is_default=True).exists():
        raise Invalid(
            "One site is always the default; make another one the default instead.",
            fields={"is_default": "Tick it at another site."},
        )


@transaction.atomic
def save_site(*, site: Site, caller: Any) -> None:
    """Keep a new or changed site; the trail says which fields changed. Safe to repeat.

    One that becomes the default takes that from the site that was; raises Invalid where none would
    be left.
    """
    check_default_stays(site_id=site.pk, is_default=site.is_default)
    before = Site.objects.filter(pk=site.pk).values(*WATCHED).first()
    if site.is_default:
        _step_down(Site.objects.filter(is_default=True).exclude(pk=site.pk), caller)
    site.save()
    changed = [name for name in WATCHED if before and before[name] != getattr(site, name)]
    if changed or not before:
        act = "change-site" if before else "add-site"
        note(site_id=site.pk, caller=caller, act=act, subject=site, fields=changed)


def _step_down(others: QuerySet[Site], caller: Any) -> None:
    for other in others.select_for_update():
        Site.objects.filter(pk=other.pk).update(is_default=False)
        note(
            site_id=other.pk, caller=caller, act="change-site", subject=other, fields=["is_default"]
        )
