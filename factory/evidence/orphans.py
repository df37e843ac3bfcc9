"""Old files of one directory that no row knows: looked up and deleted by their names in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.db import connection
from django.db.models import Q

from factory.evidence import tree
from factory.evidence.models import Snapshot
from factory.evidence.purge_order import BATCH, Order, Tally


def is_inside(directory: str) -> Q:
    """Return the condition of rows whose files lie below a directory, as an index can answer it."""
    if connection.vendor == "postgresql":
        return Q(path__startswith=f"{directory}/")
    # SQLite's LIKE goes through the whole table; "0" is the character after "/".
    return Q(path__gt=f"{directory}/", path__lt=f"{directory}0")


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
        self.tally.failed(f"{self.name}/{name}", error)

    @cached_property
    def _has_rows(self) -> bool:
        """Whether any row points into the directory: one look in an index instead of one a file."""
        return bool(Snapshot.objects.filter(is_inside(self.name)).exists())

    def _known(self, names: list[str]) -> frozenset[str]:
        """Return the names that have a row: plain SQL, since the ORM's IN costs ten times more."""
        marks = ", ".join(["%s"] * len(names))
        table = connection.ops.quote_name(Snapshot._meta.db_table)
        paths = [f"{self.name}/{name}" for name in names]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT path FROM {table} WHERE path IN ({marks})", paths)  # noqa: S608
            return frozenset(path.rpartition("/")[2] for (path,) in cursor.fetchall())
