"""Which past reads a plate that becomes blocked may have been: as the gate would find now. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from vehicles.block_matching import BlockEntry, BlockMatch, match_blocked
from vehicles.confusions import core
from vehicles.plate_families import indian_key
from vehicles.plate_pieces import may_be_half
from vehicles.plates import PlateReading

BADGE = core("IND")
"""In front of a plate whose badge was misread as part of it."""


class ReadTexts:
    """The cleaned texts read at one site, sorted so that a long list is held against them in seconds."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_core: dict[str, list[str]] = defaultdict(list)
        self._halves: list[tuple[str, str]] = []
        for text in texts:
            self._by_core[core(text)].append(text)
            if may_be_half(text):
                self._halves.append((core(text), text))

    def like(self, key: str) -> frozenset[str]:
        """Return the texts that the look-up at the gate takes for the plate of this key, or near it."""
        entry = [BlockEntry(key, key)]
        return frozenset(
            text
            for text in self._candidates(core(key))
            if match_blocked(PlateReading(text, indian_key(text), None), entry) != BlockMatch()
        )

    def _candidates(self, of: str) -> Iterator[str]:
        yield from self._by_core.get(of, ())
        yield from self._by_core.get(BADGE + of, ())
        yield from (text for half, text in self._halves if of.startswith(half) or of.endswith(half))
