"""Every how many minutes a counter tells: said by a person, or learnt from what it told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from factory.sites.models import Site
from occupancy.aggregation import AN_HOUR
from occupancy.counts import Pair
from occupancy.hours import hour_of
from occupancy.models import CounterPace, DirtyHour, OccupancyDailyAggregate
from occupancy.paces import EVER, USUAL, Paces, is_throughout, learnt
from occupancy.selectors.edges import whole_since
from occupancy.selectors.paces import LOOK_BACK, paces_of, sparse_readings, told_lately


@transaction.atomic
def set_pace(*, site: Site, pair: Pair, minutes: int | None, now: datetime) -> None:
    """Say every how many minutes a counter tells; None: it is to be learnt again. Safe to repeat.

    The first word on a counter holds for its past too, and one that takes the place of a learnt one for
    as long as that did; a later one holds from this hour on, and so does what was learnt before, or the
    usual interval, where a word is taken back. The coverage of those hours is made anew.
    """
    known = paces_of(site.pk)
    last = known.last(pair)
    if minutes is None:
        if last and not last.is_learnt:
            since = _since(site, known, pair, now)
            _say(site, pair, known.last_learnt(pair), since, is_learnt=True)
            _mark(site, pair, since, now)
    elif last is None or last.is_learnt or last.minutes != minutes:
        since = last.since if last and last.is_learnt else _since(site, known, pair, now)
        _say(site, pair, minutes, since, is_learnt=False)
        _mark(site, pair, since, now)


@transaction.atomic
def learn_paces(*, site: Site, until: datetime) -> int:
    """Learn every how many minutes counters tell of which nobody said it; returns of how many.

    A pace gets slower where there are gaps and the others are even: a counter that lost its line for a
    while is not judged by the minute from then on. It gets quicker, from lately on, only where the
    counter told more often in each hour: what was learnt wrongly heals. Safe to repeat.
    """
    known = paces_of(site.pk)
    return _slower(site, known, until) + _quicker(site, known, until)


def _slower(site: Site, known: Paces, until: datetime) -> int:
    found = 0
    for pair, times in sparse_readings(site.pk, until).items():
        last, minutes = known.last(pair), learnt(times)
        slower = minutes is not None and minutes > (last.minutes if last else USUAL)
        if minutes is None or not slower or (last and not last.is_learnt):
            continue
        since = _since(site, known, pair, min(times))
        _say(site, pair, minutes, since, is_learnt=True)
        _mark(site, pair, since, until)
        found += 1
    return found


def _quicker(site: Site, known: Paces, until: datetime) -> int:
    found, lately = 0, until - LOOK_BACK
    for pair, times in told_lately(site.pk, known.slow, until).items():
        last, minutes = known.last(pair), learnt(times)
        if last is None or minutes is None or minutes >= last.minutes:
            continue
        if is_throughout(times, minutes, lately, until):
            since = max(last.since, hour_of(lately, site.zone).start)
            _say(site, pair, minutes, since, is_learnt=True)
            _mark(site, pair, since, until)
            found += 1
    return found


def _since(site: Site, known: Paces, pair: Pair, at: datetime) -> datetime:
    return hour_of(at, site.zone).start if known.last(pair) else EVER


def _say(site: Site, pair: Pair, minutes: int, since: datetime, *, is_learnt: bool) -> None:
    CounterPace.objects.update_or_create(
        site=site,
        camera_id=pair[0],
        area_id=pair[1],
        since=since,
        defaults={"minutes": minutes, "learnt": is_learnt},
    )


def _mark(site: Site, pair: Pair, since: datetime, now: datetime) -> None:
    hours = OccupancyDailyAggregate.objects.filter(
        site=site,
        camera_id=pair[0],
        area_id=pair[1],
        hour_start__gte=max(since, whole_since(site, now)),
    )
    DirtyHour.objects.bulk_create(
        [
            DirtyHour(
                site=site,
                camera_id=pair[0],
                area_id=pair[1],
                hour_start=start,
                hour_end=start + AN_HOUR,
            )
            for start in hours.values_list("hour_start", flat=True)
        ],
        batch_size=2000,
    )
