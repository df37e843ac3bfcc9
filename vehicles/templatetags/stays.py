"""Lengths of time as people say them."""

from __future__ import annotations

from datetime import timedelta

from django import template

register = template.Library()
MINUTES_AN_HOUR, HOURS_A_DAY = 60, 24


@register.filter
def stay(length: timedelta | None) -> str:
    """Return ``35 min``, ``2 h 05``, ``3 d 4 h``; a dash where nobody knows."""
    if length is None:
        return "-"
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    if hours >= HOURS_A_DAY:
        return f"{hours // HOURS_A_DAY} d {hours % HOURS_A_DAY} h"
    return f"{hours} h {rest:02}" if hours else f"{rest} min"
