"""Whole sheets that leave the house."""

from __future__ import annotations

from typing import Any

from factory.core.trail import note
from factory.sites.models import Site


def note_export(*, site: Site, caller: Any, sheet: str) -> None:
    """Write down that somebody took a sheet away; its name says of what and of which days."""
    note(site_id=site.pk, caller=caller, act="export", subject=site, sheet=sheet)
