"""Columns of times by the clock of the row's own site, wherever the reader's sites are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.utils.dateformat import format as in_words

from factory.core.clock import by_wall_clock

TO_THE_SECOND: Final = "j M Y, H:i:s"
"""As ``DATETIME_FORMAT`` has it, and its seconds: many things happen within a minute."""


def site_time(name: str) -> Callable[[Any], str | bool]:
    """Return a column for ``list_display``; the list selects ``site`` with its rows."""

    @admin.display(description=name.replace("_", " "), ordering=name)
    def shown(row: Any) -> str:
        moment = getattr(row, name)
        return in_words(by_wall_clock(moment, row.site.zone), TO_THE_SECOND) if moment else "-"

    return shown
