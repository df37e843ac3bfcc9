"""Pictures that were kept while their end was stored: only an erasure's stays one of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from factory.core import clock
from factory.evidence.models import Snapshot
from tests.builders import default_site

pytestmark = pytest.mark.django_db
NOW = clock.now()
STEP = import_module("factory.evidence.migrations.0005_ends_in_batches")
PICTURES = [
    ("counted from a retention, not over", NOW - timedelta(days=10), 90, None),
    ("counted from a retention, over", NOW - timedelta(days=100), 90, None),
    ("set by an erasure", NOW - timedelta(days=10), 9.5, 9.5),
]


@pytest.mark.parametrize(
    ("captured_at", "stored", "left"),
    [row[1:] for row in PICTURES],
    ids=[row[0] for row in PICTURES],
)
def test_what_is_left_of_a_stored_end(
    captured_at: datetime, stored: float, left: float | None
) -> None:
    snapshot = Snapshot.objects.create(
        site=default_site(), kind="faces", path="faces/a.jpg", bytes=1, captured_at=captured_at
    )
    Snapshot.objects.update(ends_at=snapshot.captured_at + timedelta(days=stored))
    empty_ends()
    snapshot.refresh_from_db()
    assert snapshot.ends_at == (left and snapshot.captured_at + timedelta(days=left))
    empty_ends()
    snapshot.refresh_from_db()
    assert snapshot.ends_at == (left and snapshot.captured_at + timedelta(days=left))


def test_a_large_table_is_worked_through_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STEP, "BATCH", 2)
    own = NOW - timedelta(seconds=1.5)
    kept = [
        Snapshot.objects.create(
            site=default_site(), kind="faces", path=f"faces/{number}.jpg", bytes=1, captured_at=NOW
        )
        for number in range(7)
    ]
    Snapshot.objects.update(ends_at=NOW + timedelta(days=90))
    Snapshot.objects.filter(pk=kept[4].pk).update(ends_at=own)
    changed: list[int] = []
    update = QuerySet.update

    def counting(rows: QuerySet[Snapshot], **fields: object) -> int:
        changed.append(update(rows, **fields))
        return changed[-1]

    monkeypatch.setattr(QuerySet, "update", counting)
    empty_ends()
    assert changed == [2, 2, 1, 1, 0]
    left = Snapshot.objects.exclude(ends_at=None).values_list("pk", "ends_at")
    assert list(left) == [(kept[4].pk, own)]
    # Each batch is a transaction of its own, in which nothing but rows is changed.
    assert not STEP.Migration.atomic
    assert not any(one.atomic for one in STEP.Migration.operations)


def empty_ends() -> None:
    STEP.keep_own_ends(apps, SimpleNamespace(connection=connection))
