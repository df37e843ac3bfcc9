"""Readings come in: appended to the log, followed by the live count, their hours marked."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from factory.alerts.events import publish
from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.models import Site
from occupancy.counts import Pair, Reading, Unsettled, behind, follow, unsettled, unsettles, why_not
from occupancy.models import LiveCount
from occupancy.services.capacity import watch_capacity
from occupancy.services.live import FIELDS, locked, put, rebuild_live, standing_of
from occupancy.services.marks import mark_hours
from occupancy.services.recounts import recount_after
from occupancy.services.retention import horizon_of
from occupancy.statements.logs import insert_logs, known_places

BATCH = {"postgresql": 10_000}
SMALL_BATCH = 500
"""On SQLite, so that no transaction holds the one writer's lock for longer than about 50 ms."""
VIEW = "occupancy.view_livecount"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Of each reading, in the order given, whether it was new; others were known already."""

    new: tuple[bool, ...] = ()

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.new + other.new)

    @property
    def inserted(self) -> int:
        return sum(self.new)

    @property
    def repeated(self) -> int:
        return len(self.new) - self.inserted


def record_logs(
    *, site: Site, readings: Sequence[Reading], now: datetime | None = None
) -> Recorded:
    """Append readings in any order, late or repeated; one INSERT for a batch, which commits as a whole.

    Safe to repeat: a reading is known by camera, area and time. Raises Invalid for a reading from the
    future, older than what the site keeps or beyond counts.MOST; then nothing is stored.
    """
    moment = now or clock.now()
    oldest = horizon_of(site.pk, moment)
    for reading in readings:
        if problem := why_not(reading, moment, oldest):
            raise Invalid(f"Camera {reading.camera_id}: {problem}.")
    done = Recorded()
    for batch in _batches(readings):
        done += _record(site, batch, moment)
    return done


def _batches(readings: Sequence[Reading]) -> Iterator[Sequence[Reading]]:
    size = BATCH.get(connection.vendor, SMALL_BATCH)
    for start in range(0, len(readings), size):
        began = time.monotonic()
        yield readings[start : start + size]
        if size == SMALL_BATCH and len(readings) > start + size and not connection.in_atomic_block:
            # Others get as long a turn at the lock as we had.
            time.sleep(time.monotonic() - began)


@transaction.atomic
def _record(site: Site, batch: Sequence[Reading], now: datetime) -> Recorded:
    rows = locked(site.pk, (one.pair for one in batch))
    fresh = _fresh(site.pk, batch, rows)
    if fresh:
        _follow(site, fresh, rows, now)
        mark_hours(site=site, moments=[(one.pair, one.at) for one in fresh], now=now)
        areas = sorted({one.area_id for one in fresh})
        watch_capacity(site=site, now=now, area_ids=areas)
        publish(site.pk, "occupancy", VIEW, areas)
    new = {id(one) for one in fresh}
    return Recorded(tuple(id(one) in new for one in batch))


def _fresh(site_id: int, batch: Sequence[Reading], rows: Mapping[Pair, LiveCount]) -> list[Reading]:
    """Return the readings that are new, each once; the pairs' locks keep that true until the commit.

    What is newer than its counter's newest reading cannot be in the log yet.
    """
    distinct = list({(one.pair, one.at): one for one in reversed(batch)}.values())
    late = [one for one in distinct if not _is_newest(one, rows[one.pair])]
    if not late:
        return distinct
    places = known_places(site_id=site_id, readings=late)
    known = {id(late[place]) for place in places}
    return [one for one in distinct if id(one) not in known]


def _is_newest(one: Reading, row: LiveCount) -> bool:
    return row.counted_at is None or one.at > row.counted_at


def _follow(
    site: Site, fresh: Sequence[Reading], rows: dict[Pair, LiveCount], now: datetime
) -> None:
    by_pair: dict[Pair, list[Reading]] = defaultdict(list)
    for one in fresh:
        by_pair[one.pair].append(one)
    counted: list[tuple[Reading, int]] = []
    unrested: list[Pair] = []
    late: list[Unsettled] = []
    for pair, mine in by_pair.items():
        before = standing_of(rows[pair])
        standing, numbers = follow(before, mine)
        put(rows[pair], standing)
        counted += numbers
        if late_ones := behind(before, mine):
            late.append(unsettled(late_ones))
            unrested += [pair] if any(unsettles(before, one) for one in late_ones) else []
    insert_logs(site_id=site.pk, counted=counted, received_at=now)
    LiveCount.objects.bulk_update([rows[pair] for pair in by_pair], FIELDS, batch_size=500)
    if unrested:
        rebuild_live(site_id=site.pk, pairs=unrested)
    recount_after(site=site, unsettled=late, now=now)
