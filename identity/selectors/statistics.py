"""How many searches were made, how many were saved, and what they cost: per day and site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Sum

from factory.sites.models import Site
from identity.models import PaidEnrolments, SearchCount

COUNTED = ("calls", "searches", "paid", "saved", "failed")


@dataclass(frozen=True, slots=True)
class SearchDay:
    """One day of one site, in its zone: the day on which it was searched, whenever it was seen.

    ``searches`` were answered by an engine, ``paid`` of them by Rekognition, ``saved`` were settled
    without asking, ``failed`` were given up (and may have been searched later). ``calls`` are the
    requests made, also those that failed. ``cost`` is in US dollars, by FACE_CALL_PRICE.
    """

    day: date
    searches: int = 0
    paid: int = 0
    saved: int = 0
    failed: int = 0
    calls: int = 0
    enrolments: int = 0

    @property
    def cost(self) -> float:
        return round((self.paid + self.enrolments) * settings.FACE_CALL_PRICE, 4)


def search_days(site: Site, first: date, last: date) -> list[SearchDay]:
    """Return the days from ``first`` to ``last`` on which there was something: two queries."""
    span = {"site": site, "day__range": (first, last)}
    enrolled = dict(PaidEnrolments.objects.filter(**span).values_list("day", "count"))
    sums = {name: Sum(name) for name in COUNTED}
    counted = SearchCount.objects.filter(**span).order_by().values("day").annotate(**sums)
    days = {row["day"]: row for row in counted}
    return [
        SearchDay(**days.get(day, {"day": day}), enrolments=enrolled.get(day, 0))
        for day in sorted({*days, *enrolled}, reverse=True)
    ]


def total_of(days: list[SearchDay]) -> dict[str, float]:
    """Return the sums over days."""
    names = (*COUNTED, "enrolments", "cost")
    return {name: round(sum(getattr(day, name) for day in days), 4) for name in names}
