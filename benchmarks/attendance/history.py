"""A month of punches of many people, written straight into the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

from attendance.models import Punch
from attendance.rosters import days_between
from attendance.vocabulary import Direction
from benchmarks.attendance.people import FIRST, LAST, SHIFTS
from factory.sites.models import Site

BATCH = 5_000


def punched(site: Site, people: list[int]) -> int:
    """Write who came and went through the month; return how many punches that are."""
    punches, count = _punches(site, people), 0
    while batch := list(islice(punches, BATCH)):
        Punch.objects.bulk_create(batch)
        count += len(batch)
    return count


def _punches(site: Site, people: list[int]) -> Iterator[Punch]:
    dice = Random(1)
    for number, pk in enumerate(people):
        start, end = SHIFTS[number % len(SHIFTS)]
        for day in days_between(FIRST, LAST):
            if day.weekday() == 6 or dice.random() < 0.03:
                continue
            length = (end - start) % 24
            came = _moment(site, day, start) + timedelta(minutes=dice.gauss(-6, 6))
            left = came + timedelta(hours=length, minutes=dice.gauss(8, 6))
            yield _punch(site, pk, came, Direction.IN)
            if dice.random() < 0.98:
                yield _punch(site, pk, left, Direction.OUT)


def _moment(site: Site, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=site.zone)


def _punch(site: Site, pk: int, at: datetime, direction: Direction) -> Punch:
    return Punch(
        site=site,
        employee_id=pk,
        at=at,
        zone=site.time_zone,
        direction=direction,
        source=Punch.Source.DEVICE,
        key=f"history:{pk}:{direction}:{at.isoformat()}",
    )
