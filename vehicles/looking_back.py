"""Which past reads a plate that becomes blocked may have been; the lists have the last word. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from vehicles.block_matching import BlockEntry, BlockMatch, match_blocked
from vehicles.confusions import core
from vehicles.plate_cuts import continued
from vehicles.plate_families import indian_key
from vehicles.plate_pieces import may_be_above_trade, may_be_half, tells_plates_apart
from vehicles.plates import PlateReading

BADGE = core("IND")
"""In front of a plate whose badge was misread as part of it."""


class ReadTexts:
    """The cleaned texts read at one site, sorted so that a long list is held against them in seconds."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_core: dict[str, list[str]] = defaultdict(list)
        self._halves: list[tuple[str, str]] = []
        self._cut_off: dict[str, list[str]] = defaultdict(list)
        for text in texts:
            self._by_core[core(text)].append(text)
            # A half that says little is held at the gate; hours later nobody can look at it.
            for begin in continued(text):
                self._cut_off[begin].append(text)
            if may_be_above_trade(text) or (may_be_half(text) and tells_plates_apart(text)):
                self._halves.append((core(text), text))

    def like(self, key: str) -> frozenset[str]:
        """Return the texts that the gate may take for the plate of this key: all of them, and few more.

        What is legal at a site, and how many plates a half may stand for, is not asked here.
        """
        entry = [BlockEntry(key, key)]
        alike = frozenset(
            text
            for text in self._candidates(core(key))
            if match_blocked(PlateReading(text, indian_key(text), None), entry) != BlockMatch()
        )
        return alike.union(*(self._cut_off.get(key[:end], ()) for end in range(1, len(key))))

    def _candidates(self, of: str) -> Iterator[str]:
        yield from self._by_core.get(of, ())
        yield from self._by_core.get(BADGE + of, ())
        yield from (text for half, text in self._halves if of.startswith(half) or of.endswith(half))
