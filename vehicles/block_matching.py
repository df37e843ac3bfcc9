"""Which entries of a block list a read may be: the same key, or a key one OCR confusion away.

A caller asks its list once, by `key IN lookup_keys(...)` or, where the list stores each key's
skeleton, by `skeleton IN lookup_skeletons(...)`, and hands what came back to `match_blocked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vehicles.confusions import one_confusion_away, skeleton
from vehicles.corrections import without_misread_badge
from vehicles.plates import INDIA, PlateReading, PlateRules, key_of_clean


@dataclass(frozen=True, slots=True)
class BlockEntry:
    """A blocked vehicle as the list knows it."""

    key: str
    plate: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BlockMatch:
    """`certain`: the entry of the very key; `possible`: entries one confusion away, by key."""

    certain: BlockEntry | None = None
    possible: tuple[BlockEntry, ...] = ()


def near_keys(reading: PlateReading, rules: PlateRules = INDIA) -> frozenset[str]:
    """Keys one OCR confusion away from a read: a dozen for most plates, at most 96.

    They need not be legal: a list may hold foreign or mistyped plates.
    """
    keys = {key_of_clean(text, rules) for text in _near_texts(reading)}
    return frozenset(keys - {reading.key, ""})


def lookup_keys(reading: PlateReading, rules: PlateRules = INDIA) -> tuple[str, ...]:
    """The read's own key, then those one confusion away; empty for a read without text."""
    return (reading.key, *sorted(near_keys(reading, rules))) if reading.text else ()


def lookup_skeletons(reading: PlateReading, rules: PlateRules = INDIA) -> tuple[str, ...]:
    """The few skeletons (one or two for most plates) that all of `lookup_keys` have."""
    return tuple(dict.fromkeys(map(skeleton, lookup_keys(reading, rules))))


def match_blocked(
    reading: PlateReading, entries: Iterable[BlockEntry], rules: PlateRules = INDIA
) -> BlockMatch:
    """Sorts what a look-up returned into certain and possible; entries further away drop out."""
    by_key = {entry.key: entry for entry in entries}
    # Most look-ups return nothing, and the keys need not be worked out again.
    near = sorted(near_keys(reading, rules) & by_key.keys()) if by_key else ()
    certain = by_key.get(reading.key) if reading.text else None
    return BlockMatch(certain, tuple(by_key[key] for key in near))


def _near_texts(reading: PlateReading) -> Iterator[str]:
    yield from one_confusion_away(reading.text)
    if reading.key != reading.text:
        yield from one_confusion_away(reading.key)
    yield without_misread_badge(reading.text)
