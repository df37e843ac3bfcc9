"""Which entries of a block list a read may be: the same key, or one OCR confusion away. No more.

A caller asks its list, which stores each key's skeleton, by `skeleton IN lookup_skeletons(...)` (and
for a text as short as half a plate by how skeletons begin and end, `lookup_halves`), and hands what
came back to `match_blocked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vehicles.confusions import confusions_between, one_confusion_away, skeleton
from vehicles.corrections import without_misread_badge
from vehicles.plate_cuts import continued
from vehicles.plate_families import Family, indian_key, parse_indian
from vehicles.plate_pieces import (
    beginnings,
    endings,
    may_be_above_trade,
    other_splits,
    tells_plates_apart,
)
from vehicles.plates import PlateReading

MOST_HALVED = 5
"""Blocked plates that one half may stand for; what more of them have in common says who is none."""


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
    begin, end = _halves(reading)
    return _skeletons(begin), _skeletons(end)


def match_blocked(reading: PlateReading, entries: Iterable[BlockEntry]) -> BlockMatch:
    """Sorts what a look-up returned into certain and possible; entries further away drop out."""
    by_key = {entry.key: entry for entry in entries}
    if not by_key:
        # Most look-ups return nothing, and the keys need not be worked out again.
        return BlockMatch()
    halved = {key for key in by_key if _read_by_half(reading, key)}
    near = near_keys(reading) | (halved if len(halved) <= _most_halved(reading) else set())
    certain = by_key.get(reading.key) if reading.text else None
    return BlockMatch(certain, tuple(by_key[key] for key in sorted(near & by_key.keys())))


def _most_halved(reading: PlateReading) -> int:
    """Return how many plates a half may stand for: on a long list KA05A has a few by mere chance."""
    telling = reading.plate is not None or tells_plates_apart(reading.text)
    return MOST_HALVED if telling else 1


def _halves(reading: PlateReading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a plate begins, or ends, with that was read by half. A legal plate is whole.

    But the form of before 1989 is that of lower lines too, a trade plate's upper line is legal, and so
    is much that ends too early.
    """
    plate, text = reading.plate, reading.text
    if cut := _continued(reading):
        return cut, ()
    whole = plate is not None and plate.family is not Family.PRE_1989
    if whole and not may_be_above_trade(text):
        return (), ()
    return beginnings(text), endings(text)


def _read_by_half(reading: PlateReading, key: str) -> bool:
    if key == reading.key or len(key) <= len(reading.text):
        return False
    if cut := _continued(reading):
        # It is legal: no misread is taken for granted besides.
        return key.startswith(cut)
    begin, end = _halves(reading)
    pairs = (*((one, key[: len(one)]) for one in begin), *((one, key[-len(one) :]) for one in end))
    return any(_one_apart(*pair) for pair in pairs)


def _continued(reading: PlateReading) -> tuple[str, ...]:
    return continued(reading.text) if reading.plate is not None else ()


def _one_apart(read: str, listed: str) -> bool:
    edits = confusions_between(read, listed)
    return edits is not None and len(edits) <= 1


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
        # Nothing was read where a zero is put in: only what the list mistypes is like it there.
        yield from (one for one in one_confusion_away(reading.key) if parse_indian(one) is None)
    yield from other_splits(reading.key)
    yield without_misread_badge(reading.text)
