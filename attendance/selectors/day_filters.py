"""The words of ``attendance.day_parts`` in SQL; a test holds the two against each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from attendance.day_parts import HALVES, WORKED, DayPart, shares_of
from attendance.vocabulary import DayStatus

_OPEN = Q(status=DayStatus.EXPECTED) | Q(status=DayStatus.INCOMPLETE, is_settled=False)
_DECIDED = Q(is_scheduled=True) & ~_OPEN
_HALF = Q(leave__in=HALVES)
_THERE = Q(status__in=WORKED)
_SHORT = Q(status=DayStatus.HALF_DAY)
_ABSENT = Q(status=DayStatus.ABSENT)
PARTS: Mapping[DayPart, Q] = {
    part: _DECIDED & condition
    for part, condition in {
        DayPart.ABSENT: _ABSENT & ~_HALF,
        DayPart.ABSENT_AND_LEAVE: _ABSENT & _HALF,
        DayPart.LEAVE: Q(status=DayStatus.ON_LEAVE),
        DayPart.HALF: _SHORT & ~_HALF,
        DayPart.HALF_AND_LEAVE: (_SHORT | _THERE) & _HALF,
        DayPart.WHOLE: _THERE & ~_HALF,
    }.items()
}


def _any_of(parts: list[DayPart]) -> Q:
    return reduce(or_, (PARTS[part] for part in parts))


DUE = _any_of([part for part in DayPart if part is not DayPart.LEAVE])
_CAME = Q(first_in__isnull=False) | Q(last_out__isnull=False)
ATTENDED = DUE & _CAME & ~_ABSENT
ON_TIME = ATTENDED & Q(first_in__isnull=False, is_late=False, is_early_exit=False)


def days_that(condition: Q) -> Count:
    """Return the aggregate of an employee's days on which that is so of any shift."""
    return Count("day", filter=condition, distinct=True)


DAYS = {
    "days_due": days_that(DUE),
    "days_unpunctual": days_that(DUE & ~ON_TIME),
    "days_late": days_that(ATTENDED & Q(is_late=True)),
    "days_early": days_that(ATTENDED & Q(is_early_exit=True)),
    # Each part with those above it, so that of several shifts of a day the highest counts.
    **{
        f"days_from_{part.value}": days_that(_any_of([one for one in DayPart if one >= part]))
        for part in DayPart
    },
}


def counts_from(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of DayCounts by their names, out of a row with DAYS."""
    above = [row[f"days_from_{part.value}"] for part in DayPart]
    days = {
        part: number - higher
        for part, number, higher in zip(DayPart, above, [*above[1:], 0], strict=True)
    }
    return {
        "total_days": row["days_due"],
        "on_time": row["days_due"] - row["days_unpunctual"],
        "late": row["days_late"],
        "early_exits": row["days_early"],
        **shares_of(days),
    }
