"""Old readings go: whole months at once on PostgreSQL, in small bites elsewhere. Sums and resets stay."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from factory.core.partitions import drop_partitions
from factory.sites.models import Site
from occupancy.counts import Pair
from occupancy.models import CountReset, OccupancyLog, RetiredLogs
from occupancy.selectors.edges import horizon_of
from occupancy.selectors.standing import pairs_of, standing_at
from occupancy.services.live import locked
from occupancy.services.turns import one_at_a_time

BITE = 2_000
"""Rows deleted in one transaction, so that none holds SQLite's lock for long."""


def retire_logs(*, now: datetime) -> dict[str, Any]:
    """Delete every site's readings from before its horizon. Safe to repeat and to stop anywhere.

    A count that still rests on them is carried over first, as an event.
    """
    horizons = {site.pk: horizon_of(site.pk, now) for site in Site.objects.all()}
    carried = sum(_carry_over(site_id, horizon) for site_id, horizon in horizons.items())
    months = drop_partitions(OccupancyLog, min(horizons.values(), default=now))
    rows = sum(_delete(site_id, horizon) for site_id, horizon in horizons.items())
    return {"success": True, "months": months, "rows": rows, "carried_over": carried}


def _carry_over(site_id: int, horizon: datetime) -> int:
    old = OccupancyLog.objects.filter(site_id=site_id, timestamp__lt=horizon)
    if not old.exists():
        return 0
    _retire(site_id, horizon)
    return sum(_carry(site_id, pair, horizon) for pair in pairs_of(site_id))


@transaction.atomic
def _retire(site_id: int, horizon: datetime) -> None:
    """Write down first what is about to go: from then on no hour before it is summed up."""
    one_at_a_time(site_id)
    row, new = RetiredLogs.objects.get_or_create(site_id=site_id, defaults={"until": horizon})
    if not new and row.until < horizon:
        row.until = horizon
        row.save(update_fields=["until"])


@transaction.atomic
def _carry(site_id: int, pair: Pair, horizon: datetime) -> bool:
    """Begin the counter's standing at the horizon with what it was; the live count stays the same."""
    locked(site_id, [pair])
    count = standing_at(site_id, pair, horizon).count
    _, new = CountReset.objects.get_or_create(
        site_id=site_id,
        camera_id=pair[0],
        area_id=pair[1],
        at=horizon,
        defaults={"before": count, "after": count, "reason": CountReset.Reason.CARRIED},
    )
    return bool(new)


def _delete(site_id: int, horizon: datetime) -> int:
    """Delete what is left: of sites that keep less than others, and of a table without parts."""
    old = OccupancyLog.objects.filter(site_id=site_id, timestamp__lt=horizon).order_by()
    done = 0
    while ids := list(old.values_list("pk", flat=True)[:BITE]):
        began = time.monotonic()
        done += old.filter(pk__in=ids).delete()[0]
        if connection.vendor == "sqlite":
            # Others get as long a turn at the lock as we had.
            time.sleep(time.monotonic() - began)
    return done
