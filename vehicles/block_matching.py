"""Which entries of a block list a read may be: the same key, or a key one OCR confusion away.

A caller asks its list, which stores each key's skeleton, by `skeleton IN lookup_skeletons(...)` (and
for a text as short as half a plate by how skeletons begin and end, `lookup_halves`), and hands what
came back to `match_blocked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vehicles.confusions import one_confusion_away, skeleton
from vehicles.corrections import without_misread_badge
from vehicles.plate_families import indian_key
from vehicles.plate_pieces import beginnings, endings, may_be_half, other_splits
from vehicles.plates import PlateReading


@dataclass(frozen=True, slots=True)
class BlockEntry:
    """A blocked vehicle as the list knows it."""

    key: str
    plate: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BlockMatch:
    """`certain`: the entry of the very key; `possible`: near ones by key, and those read by half."""

    certain: BlockEntry | None = None
    possible: tuple[BlockEntry, ...] = ()


def near_keys(reading: PlateReading) -> frozenset[str]:
    """Keys one OCR confusion away from a read: a dozen for most plates, at most 98.

    They need not be legal: a list may hold foreign or mistyped plates.
    """
    return frozenset({indian_key(text) for text in _near_texts(reading)} - {reading.key, ""})


def lookup_keys(reading: PlateReading) -> tuple[str, ...]:
    """The read's own key, then those one confusion away; empty for a read without text."""
    return (reading.key, *sorted(near_keys(reading))) if reading.text else ()


def lookup_skeletons(reading: PlateReading) -> tuple[str, ...]:
    """The few skeletons (one or two for most plates) that all of `lookup_keys` have."""
    return tuple(dict.fromkeys(map(skeleton, lookup_keys(reading))))


def lookup_halves(reading: PlateReading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How the skeletons begin, and how they end, of plates that were read by half; else nothing."""
    if not may_be_half(reading.text):
        return (), ()
    return _skeletons(beginnings(reading.text)), _skeletons(endings(reading.text))


def match_blocked(reading: PlateReading, entries: Iterable[BlockEntry]) -> BlockMatch:
    """Sorts what a look-up returned into certain and possible; entries further away drop out."""
    by_key = {entry.key: entry for entry in entries}
    if not by_key:
        # Most look-ups return nothing, and the keys need not be worked out again.
        return BlockMatch()
    near = near_keys(reading)
    begin, end = lookup_halves(reading)
    possible = sorted(
        key for key in by_key if key in near or _read_by_half(reading, key, begin, end)
    )
    certain = by_key.get(reading.key) if reading.text else None
    return BlockMatch(certain, tuple(by_key[key] for key in possible))


def _read_by_half(
    reading: PlateReading, key: str, begin: tuple[str, ...], end: tuple[str, ...]
) -> bool:
    look = skeleton(key)
    longer = key != reading.key and len(key) > len(reading.text)
    return longer and (look.startswith(begin) or look.endswith(end))


def index_of(text: str) -> dict[str, str]:
    """The columns by which a list finds a plate: its key, that key's skeleton, and this backwards."""
    key = indian_key(text)
    look = skeleton(key)
    return {"key": key, "skeleton": look, "mirrored": look[::-1]}


def _skeletons(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(skeleton, texts)))


def _near_texts(reading: PlateReading) -> Iterator[str]:
    yield from one_confusion_away(reading.text)
    if reading.key != reading.text:
        yield from one_confusion_away(reading.key)
    yield from other_splits(reading.key)
    yield without_misread_badge(reading.text)
