"""Columns of times by the clock of the row's own site, wherever the reader's sites are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from factory.core.clock import wall_time


def site_time(name: str) -> Callable[[Any], str | bool]:
    """Return a column for ``list_display``; the list selects ``site`` with its rows."""

    @admin.display(description=name.replace("_", " "), ordering=name)
    def shown(row: Any) -> str:
        moment = getattr(row, name)
        return wall_time(moment, row.site.zone) if moment else "-"

    return shown
