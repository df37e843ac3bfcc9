"""Old files of one directory that no row knows: looked up and deleted by their names in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from factory.evidence import tree
from factory.evidence.known import is_inside, known_among
from factory.evidence.models import Snapshot
from factory.evidence.purge_order import BATCH, Order, Tally


@dataclass
class Folder:
    """One open directory on its way through the purge; names in it, not paths."""

    order: Order
    descriptor: int
    name: str
    tally: Tally

    def batches(self) -> Iterator[dict[str, int]]:
        """Yield name → bytes of the files that are too old."""
        before = self.order.oldest_in(self.name)
        old = tree.old_files(self.descriptor, before, self._failed)
        while batch := dict(islice(old, BATCH)):
            yield batch

    def let_orphans_go(self, sizes: dict[str, int]) -> None:
        known = self._known(list(sizes)) if self._has_rows else frozenset()
        unknown = [name for name in sizes if name not in known]
        if not self.order.dry_run:
            unknown = tree.unlink(self.descriptor, unknown, self._failed).deleted
        self.tally.count(sizes, unknown)

    def _failed(self, name: str, error: OSError) -> None:
        self.tally.failed(tree.within(self.name, name), error)

    @cached_property
    def _has_rows(self) -> bool:
        """Whether any row points into the directory: one look in an index instead of one a file."""
        inside = Snapshot.objects.filter(is_inside(self.name))
        return self.name == tree.TOP or bool(inside.exists())

    def _known(self, names: list[str]) -> frozenset[str]:
        known = known_among([tree.within(self.name, name) for name in names])
        return frozenset(path.rpartition("/")[2] for path in known)
