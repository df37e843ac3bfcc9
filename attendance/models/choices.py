"""The vocabulary of the rules, as choices for columns."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


def choices_of(words: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Return ``(value, text)`` for each word: LAST_SIGHTING reads "Last sighting"."""
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]
