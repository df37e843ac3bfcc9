"""Hand-overs between counters, written down as resets; anew where a fact from before comes late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from factory.core import clock
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.carried import carried
from occupancy.counts import Pair
from occupancy.late import Unsettled, still_moved
from occupancy.models import CountReset, LiveCount
from occupancy.selectors.doors import moments_of, parts_of
from occupancy.selectors.standing import standing_at
from occupancy.services.live import locked, rebuild_live
from occupancy.services.recounts import recount_after
from occupancy.statements.standing import stood_at

PART = CountReset.Reason.PART


def hand_over(
    *, site: Site, area_id: int, at: datetime, stood: Mapping[Pair, int], who_id: int | None = None
) -> set[Pair]:
    """Write down what the area's counters hold from ``at`` on; returns those of whom that is new.

    ``stood`` says what each was at just before, as all that is known says now. Such resets follow from
    the parts and the facts before them, and are written anew with these. What somebody else said of that
    very moment stays. The counters are locked by the caller, who makes the live counts of those returned
    anew. Safe to repeat.
    """
    wanted = carried(stood, parts_of(site.pk, area_id), at)
    rows = CountReset.objects.filter(site=site, area_id=area_id, at=at)
    said = {(row.camera_id, row.area_id): row for row in rows}
    who = who_id or next((row.who_id for row in said.values() if row.who_id), None)
    changed = set()
    for pair in sorted(said.keys() | wanted.keys()):
        row = said.get(pair) or _new(site, pair, at, who)
        if row.reason == PART and _put(row, stood.get(pair, 0), wanted.get(pair)):
            changed.add(pair)
    if changed:
        moved = [Unsettled(pair, at, at) for pair in sorted(changed)]
        recount_after(site=site, unsettled=moved, now=clock.now())
    return changed


def _new(site: Site, pair: Pair, at: datetime, who_id: int | None) -> CountReset:
    return CountReset(
        site=site, camera_id=pair[0], area_id=pair[1], at=at, before=0, reason=PART, who_id=who_id
    )


def _put(row: CountReset, before: int, after: int | None) -> bool:
    """Save what the counter held and holds; None: as before, which is no reset. True if that is new."""
    if after is None:
        row.delete()
        return True
    if row.pk and (row.before, row.after) == (before, after):
        return False
    row.before, row.after = before, after
    row.save()
    return True


def counters_of(site_id: int, area_ids: Iterable[int]) -> set[Pair]:
    """Return every counter that has been heard of in the areas."""
    rows = LiveCount.objects.filter(site=site_id, area_id__in=list(area_ids)).order_by()
    return set(rows.values_list("camera_id", "area_id"))


def handed_over_after(site_id: int, first: Mapping[int, datetime]) -> dict[int, list[datetime]]:
    """Return by area the hand-overs after the moment that is given; areas without any are absent."""
    later = {
        area_id: [at for at in moments if at > first[area_id]]
        for area_id, moments in moments_of(site_id, first).items()
    }
    return {area_id: moments for area_id, moments in later.items() if moments}


def carry_on(*, site: Site, first: Mapping[int, datetime], moved: Mapping[Pair, datetime]) -> None:
    """Write the areas' hand-overs after the first of late facts anew, oldest first.

    ``moved`` says when each counter's last late fact was: once none of them matters any more the
    hand-overs after it are as they were. All counters are locked, and their readings' counts made anew,
    by the caller.
    """
    for area_id, moments in sorted(handed_over_after(site.pk, first).items()):
        _carry_on(site, area_id, moments, {p: at for p, at in moved.items() if p[1] == area_id})


def _carry_on(
    site: Site, area_id: int, moments: Iterable[datetime], moved: Mapping[Pair, datetime]
) -> None:
    pairs, new = counters_of(site.pk, [area_id]), set[Pair]()
    for at in moments:
        stood = stood_at(site_id=site.pk, pairs=pairs, until=at)
        moved = still_moved(moved, {pair: one.base_at for pair, one in stood.items()})
        if not moved:
            break
        counts = {pair: one.count for pair, one in stood.items()}
        changed = hand_over(site=site, area_id=area_id, at=at, stood=counts)
        moved = {**moved, **dict.fromkeys(changed, at)}
        new |= changed
    if new:
        rebuild_live(site_id=site.pk, pairs=new)


def hand_over_anew(*, site: Site, period: Period) -> None:
    """Write every hand-over of the period anew from the facts before it. Safe to repeat."""
    for area_id, moments in sorted(moments_of(site.pk).items()):
        within = [at for at in moments if period.start <= at < period.end]
        if within:
            _hand_over_anew(site, area_id, within)


@transaction.atomic
def _hand_over_anew(site: Site, area_id: int, moments: Iterable[datetime]) -> None:
    """One area's, apart from the others': readings lock counters of several, and by camera first."""
    pairs = counters_of(site.pk, [area_id])
    locked(site.pk, pairs)
    new = set[Pair]()
    for at in moments:
        # The readings' own counts may be what is to be made anew.
        stood = {pair: standing_at(site.pk, pair, at).count for pair in pairs}
        new |= hand_over(site=site, area_id=area_id, at=at, stood=stood)
    if new:
        rebuild_live(site_id=site.pk, pairs=new)
