"""The rows that beat rings by, as the operator keeps them: each act is in the trail of the whole."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from factory.core.trail import note
from factory.sites.selectors import site_of_the_whole


def note_bell(act: str, *, row: Model, caller: Any, **detail: Any) -> None:
    """Write down what was done to a schedule's row, by its name; in the transaction of its effect."""
    site = site_of_the_whole().pk
    note(site_id=site, caller=caller, act=act, subject=row, name=str(row), **detail)
