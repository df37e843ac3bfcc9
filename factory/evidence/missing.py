"""Rows whose file has gone before its time: counted first, and settled while they are few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from factory.evidence import tree
from factory.evidence.models import Snapshot
from factory.evidence.purge_order import BATCH, SLICE_FILES, Order, Tally
from factory.evidence.services import local_root


def count(order: Order, after: int, tally: Tally) -> dict[str, Any] | None:
    """Count rows whose file has gone before its time; one that is held for the law is told of."""
    for batch, absent in _looked_for(order, after):
        for path in (path for _, path, held in batch if held and path in absent):
            tally.failed(path, FileNotFoundError("gone, although it is held for the law"))
        tally.rows_missing += sum(path in absent for _, path, held in batch if not held)
        after = batch[-1][0]
    if _is_more(order, after):
        return {"phase": "missing", "after": after}
    may_go = tally.rows_missing and tally.allow_missing(order.rows().count(), force=order.force)
    if may_go and not order.dry_run:
        return {"phase": "settle", "after": 0}
    return {"phase": "files", "after": ""}


def settle(order: Order, after: int, tally: Tally) -> dict[str, Any] | None:
    """Let the rows go that were counted as missing, since they are few or a person said so."""
    for batch, absent in _looked_for(order, after):
        gone = [pk for pk, path, held in batch if path in absent and not held]
        settled = Snapshot.objects.filter(pk__in=gone).delete()[1]
        tally.rows_settled += settled.get(Snapshot._meta.label, 0)
        after = batch[-1][0]
    if _is_more(order, after):
        return {"phase": "settle", "after": after}
    return {"phase": "files", "after": ""}


def _looked_for(order: Order, after: int) -> Iterator[tuple[list[tuple[int, str, bool]], set[str]]]:
    """Yield a slice's rows (key, path, legal hold) in batches, with the paths that are absent."""
    root = local_root()
    rows = order.rows().order_by("pk").values_list("pk", "path", "legal_hold")
    for _ in range(SLICE_FILES // BATCH if root else 0):
        batch = list(rows.filter(pk__gt=after)[:BATCH])
        if not batch or root is None:
            return
        yield batch, tree.absent(root, [path for _, path, _ in batch])
        after = batch[-1][0]


def _is_more(order: Order, after: int) -> bool:
    return local_root() is not None and order.rows().filter(pk__gt=after).exists()
