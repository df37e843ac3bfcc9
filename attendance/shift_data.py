"""The ``shift_data`` of the guide, read into a shift's rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Final

from attendance.shifts import ShiftRule

FIELDS: Final = ("start_time", "end_time", "grace_period_minutes")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


def shift_from_data(data: Mapping[str, object], *, base: ShiftRule | None = None) -> ShiftRule:
    """Return the rule that ``{'start_time': '08:00:00', 'end_time': ..., ...}`` describes.

    Times are HH:MM or HH:MM:SS by the site's wall clock. ``grace_period_minutes`` is the grace
    at check-in. It and all that the dictionary cannot say come from ``base`` where given, else
    from the defaults of ShiftRule.

    Raises ValueError, starting with the field's name, for a missing, unknown or malformed field.
    """
    _refuse_unknown(data)
    start, end = _clock(data, "start_time"), _clock(data, "end_time")
    rule = ShiftRule(start=start, end=end) if base is None else replace(base, start=start, end=end)
    if data.get("grace_period_minutes") is None:
        return rule
    return _with_grace(rule, _minutes(data, "grace_period_minutes"))


def is_readable(data: Mapping[str, object]) -> bool:
    """Say whether ``shift_from_data`` can read what is stored, which somebody may have altered."""
    try:
        shift_from_data(data)
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def _with_grace(rule: ShiftRule, minutes: int) -> ShiftRule:
    try:
        return replace(rule, grace_in_minutes=minutes)
    except ValueError as error:
        raise ValueError(f"grace_period_minutes: {error}") from error


def _refuse_unknown(data: Mapping[str, object]) -> None:
    unknown = sorted(set(data) - set(FIELDS))
    if unknown:
        raise ValueError(f"{unknown[0]}: unknown field, expected {', '.join(FIELDS)}")


def _clock(data: Mapping[str, object], field: str) -> time:
    value = data.get(field)
    if isinstance(value, time) and value.tzinfo is None:
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{field}: expected a time as HH:MM or HH:MM:SS, got {value!r}")
    hour, minute, second = (int(part) for part in found.groups(default="0"))
    return time(hour, minute, second)


def _minutes(data: Mapping[str, object], field: str) -> int:
    value = data[field]
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    raise ValueError(f"{field}: expected whole minutes, 0 or more, got {value!r}")
