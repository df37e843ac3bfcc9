"""Cells that must be there, and rows that are saved only where they differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from factory.exchange.rows import Outcome, Row, wrong


def saved(row: Any, values: dict[str, Any], save: Callable[[], object]) -> Outcome:
    """Set and save what differs; a row that is as the file says is left alone."""
    is_new = row.pk is None
    if not is_new and all(getattr(row, name) == value for name, value in values.items()):
        return Outcome.SAME
    for name, value in values.items():
        setattr(row, name, value)
    save()
    return Outcome.NEW if is_new else Outcome.CHANGED


def required(row: Row, column: str) -> str:
    text = row.text(column)
    if not text:
        raise wrong("Required.", column)
    return text


def required_day(row: Row, column: str) -> date:
    day = row.day(column)
    if day is None:
        raise wrong("Required, such as 2026-01-31.", column)
    return day


def required_hour(row: Row, column: str) -> time:
    hour = row.hour(column)
    if hour is None:
        raise wrong("Required, such as 08:00.", column)
    return hour
