"""Readings come in: appended to the log, followed by the live count, their hours marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from factory.alerts.events import publish
from factory.core import clock
from factory.core.deadlocks import again_when_taken_back
from factory.core.errors import Invalid
from factory.sites.models import Site
from occupancy.clocks import ahead, by_our_clock
from occupancy.counts import Pair, Reading, follow, why_not
from occupancy.late import Unsettled, behind, first_of, last_of, unsettled, unsettles
from occupancy.models import LiveCount
from occupancy.selectors.edges import whole_since
from occupancy.services.batches import batches
from occupancy.services.capacity import watch_capacity
from occupancy.services.clocks import kept_apart, note_clocks
from occupancy.services.handing import carry_on, counters_of, handed_over_after
from occupancy.services.live import FIELDS, locked, newest_of, put, rebuild_live, standing_of
from occupancy.services.marks import mark_hours
from occupancy.services.recounts import recount_after
from occupancy.statements.logs import insert_logs, known_places

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

    Safe to repeat: a reading is known by camera, area and time. Where a camera's clock is ahead its
    readings are told by ours. Raises Invalid for a reading more than counts.AHEAD from now, older than
    what the site keeps or beyond counts.MOST; then nothing is stored.
    """
    moment = now or clock.now()
    oldest = whole_since(site, moment)
    for reading in readings:
        if problem := why_not(reading, moment, oldest):
            raise Invalid(f"Camera {reading.camera_id}: {problem}.")
    by = ahead(readings, moment)
    done = Recorded()
    for batch in batches(by_our_clock(readings, by, moment) if by else readings):
        done += _record(site, batch, moment, by)
    return done


@again_when_taken_back
@transaction.atomic
def _record(
    site: Site, batch: Sequence[Reading], now: datetime, by: Mapping[int, timedelta]
) -> Recorded:
    first = first_of(batch)
    # All of an area that is handed over anew, at once: one by one two batches would lock crosswise.
    handed = counters_of(site.pk, handed_over_after(site.pk, first))
    rows = locked(site.pk, {one.pair for one in batch} | handed)
    found = _fresh(site.pk, batch, rows)
    if found:
        fresh = kept_apart(site.pk, found, rows)
        _follow(site, fresh, rows, now)
        note_clocks(site=site, fresh=fresh, rows=rows, by=by)
        carry_on(site=site, first=first, moved=last_of(fresh))
        mark_hours(site=site, moments=[(one.pair, one.at) for one in fresh], now=now)
        areas = sorted({one.area_id for one in fresh})
        watch_capacity(site=site, now=now, area_ids=areas)
        publish(site.pk, "occupancy", VIEW, areas)
    new = {id(one) for one in found}
    return Recorded(tuple(id(one) in new for one in batch))


def _fresh(site_id: int, batch: Sequence[Reading], rows: Mapping[Pair, LiveCount]) -> list[Reading]:
    """Return the readings that are new, each once; the pairs' locks keep that true until the commit.

    What is newer than all that its counter ever said cannot be in the log yet.
    """
    distinct = list({(one.pair, one.said): one for one in reversed(batch)}.values())
    newest = {pair: newest_of(row) for pair, row in rows.items()}
    late = [one for one in distinct if one.said <= newest[one.pair]]
    if not late:
        return distinct
    places = known_places(site_id=site_id, readings=late)
    known = {id(late[place]) for place in places}
    return [one for one in distinct if id(one) not in known]


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
