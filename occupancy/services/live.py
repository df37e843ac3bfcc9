"""Live counts: locked while they change, and rebuilt from readings and resets at need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from occupancy.counts import Pair, Standing
from occupancy.models import LiveCount, OccupancyLog
from occupancy.parts import EVER
from occupancy.selectors.standing import pairs_of, standing_at

FIELDS = ("count", "base_at", "counted_at", "people_detected")


def standing_of(row: LiveCount) -> Standing:
    return Standing(row.count, row.base_at, row.counted_at, row.people_detected)


def newest_of(row: LiveCount) -> datetime:
    """Return the latest time that the counter has ever said."""
    return max(row.counted_at or EVER, row.said_until or EVER)


def put(row: LiveCount, standing: Standing) -> None:
    """Set the row's fields, unsaved."""
    values = asdict(standing)
    values["people_detected"] = values.pop("people")
    for name, value in values.items():
        setattr(row, name, value)


def locked(site_id: int, pairs: Iterable[Pair]) -> dict[Pair, LiveCount]:
    """Return the pairs' rows, made at need and locked in one order until the transaction ends."""
    wanted = sorted(set(pairs))
    mine = LiveCount.objects.filter(site_id=site_id).filter(_any_of(wanted))
    found = {(row.camera_id, row.area_id): row for row in _lock(mine)}
    missing = [pair for pair in wanted if pair not in found]
    if missing:
        LiveCount.objects.bulk_create(
            [LiveCount(site_id=site_id, camera_id=c, area_id=a) for c, a in missing],
            ignore_conflicts=True,
        )
        found = {(row.camera_id, row.area_id): row for row in _lock(mine)}
    return found


def _lock(rows: object) -> Iterable[LiveCount]:
    return rows.order_by("camera_id", "area_id").select_for_update()  # type: ignore[attr-defined,no-any-return]


def _any_of(pairs: Iterable[Pair]) -> Q:
    found = Q(pk__in=[])
    for camera_id, area_id in pairs:
        found |= Q(camera_id=camera_id, area_id=area_id)
    return found


@transaction.atomic
def rebuild_live(*, site_id: int, pairs: Iterable[Pair] | None = None) -> int:
    """Derive live counts anew from resets and logs; without ``pairs``, of every counter ever heard of."""
    wanted = set(pairs) if pairs is not None else _all_pairs(site_id)
    rows = locked(site_id, wanted) if wanted else {}
    for pair, row in rows.items():
        put(row, standing_at(site_id, pair))
    LiveCount.objects.bulk_update(rows.values(), FIELDS, batch_size=500)
    return len(rows)


def _all_pairs(site_id: int) -> set[Pair]:
    logs = OccupancyLog.objects.filter(site_id=site_id).order_by()
    return {*pairs_of(site_id), *logs.values_list("camera_id", "area_id").distinct()}
