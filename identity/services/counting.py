"""Counting searches and paid photos when they are made or saved, in the transaction that settles them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F

from factory.core import clock
from factory.sites.models import Site
from identity.models import PaidEnrolments, SearchCount, Sighting

PAID = "rekognition"


def count_search(sighting: Sighting, **numbers: int) -> None:
    """Add to the counts of the site's today: one statement, but for the first of a day."""
    _count(*_place_of(sighting), numbers)


def _place_of(sighting: Sighting) -> tuple[int, date, int]:
    day = clock.local_day(sighting.site.zone)
    return sighting.site_id, day, sighting.pk % SearchCount.PARTS


def _count(site_id: int, day: date, part: int, numbers: dict[str, int]) -> None:
    added = {name: number for name, number in numbers.items() if number}
    if not added:
        return
    place: dict[str, Any] = {"site_id": site_id, "day": day, "part": part}
    more = {name: F(name) + number for name, number in added.items()}
    if not SearchCount.objects.filter(**place).update(**more):
        SearchCount.objects.get_or_create(**place)
        SearchCount.objects.filter(**place).update(**more)


def note_no_answer(sighting: Sighting, *, failed: bool) -> None:
    """Count an attempt that brought no answer: whether it was a call, and whether it was the last."""
    count_search(sighting, calls=int(sighting.asked), failed=int(failed))


def note_given_up(sightings: Iterable[Sighting]) -> None:
    """Count several that nobody came back from, place by place in one order: each place is a row that
    others wait for.
    """
    for place, failed in sorted(Counter(map(_place_of, sightings)).items()):
        _count(*place, {"failed": failed})


def count_paid(site: Site) -> None:
    """Count a photo that was paid for today, within a transaction."""
    day = clock.local_day(site.zone)
    PaidEnrolments.objects.get_or_create(site=site, day=day)
    PaidEnrolments.objects.filter(site=site, day=day).update(count=F("count") + 1)
