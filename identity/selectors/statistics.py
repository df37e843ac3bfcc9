"""How many searches were made, how many were saved, and what they cost: per day and site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from factory.sites.models import Site
from identity.models import Outcome, PaidEnrolments, Sighting

PAID = "rekognition"


@dataclass(frozen=True, slots=True)
class SearchDay:
    """One day of one site, in its zone.

    ``searches`` asked an engine, ``paid`` of them Rekognition; ``calls`` counts retries as well, and
    ``saved`` what was settled without asking. ``cost`` is in US dollars, by FACE_CALL_PRICE.
    """

    day: date
    sightings: int = 0
    searches: int = 0
    paid: int = 0
    saved: int = 0
    failed: int = 0
    calls: int = 0
    enrolments: int = 0
    cost: float = 0.0


def search_days(site: Site, first: date, last: date) -> list[SearchDay]:
    """Return the days from ``first`` to ``last`` on which there was something: two queries."""
    start, end = (
        datetime.combine(day, time(0), site.zone) for day in (first, last + timedelta(days=1))
    )
    paid = PaidEnrolments.objects.filter(site=site, day__range=(first, last))
    enrolled = dict(paid.values_list("day", "count"))
    counted = (
        Sighting.objects.filter(site=site, captured_at__gte=start, captured_at__lt=end)
        .order_by()
        .annotate(day=TruncDate("captured_at", tzinfo=site.zone))
        .values("day")
        .annotate(
            sightings=Count("pk"),
            searches=Count("pk", filter=Q(searched=True)),
            paid=Count("pk", filter=Q(searched=True, engine=PAID)),
            saved=Count("pk", filter=Q(searched=False) & ~Q(outcome__in=UNSETTLED)),
            failed=Count("pk", filter=Q(outcome=Outcome.FAILED)),
            calls=Sum(
                F("attempts") + F("tried_before"),
                filter=Q(searched=True) | Q(outcome=Outcome.FAILED),
            ),
        )
    )
    days = {row["day"]: row | {"calls": row["calls"] or 0} for row in counted}
    return [
        _day(days.get(day, {"day": day}), enrolled.get(day, 0))
        for day in sorted({*days, *enrolled}, reverse=True)
    ]


UNSETTLED = (Outcome.WAITING, Outcome.FAILED)


def _day(row: dict[str, int | date], enrolments: int) -> SearchDay:
    paid = row.get("paid", 0)
    assert isinstance(paid, int)
    cost = round((paid + enrolments) * settings.FACE_CALL_PRICE, 4)
    return SearchDay(**row, enrolments=enrolments, cost=cost)  # type: ignore[arg-type]
