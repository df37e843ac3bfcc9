"""The words of ``attendance.day_parts`` in SQL; a test holds the two against each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from attendance.day_parts import HALVES, WORKED, DayPart, shares_of
from attendance.vocabulary import DayStatus

_SCHEDULED = Q(is_scheduled=True)
_HALF = Q(leave__in=sorted(HALVES))
_ABSENT = Q(status=DayStatus.ABSENT)
_SHORT = Q(status=DayStatus.HALF_DAY)
# Somebody who is in has a punch missing only once the shift is over.
_THERE = Q(status__in=sorted(WORKED - {DayStatus.INCOMPLETE})) | Q(
    status=DayStatus.INCOMPLETE, is_settled=True
)
PARTS: Mapping[DayPart, Q] = {
    DayPart.ABSENT: _SCHEDULED & _ABSENT & ~_HALF,
    DayPart.ABSENT_AND_LEAVE: _SCHEDULED & _ABSENT & _HALF,
    DayPart.LEAVE: _SCHEDULED & Q(status=DayStatus.ON_LEAVE),
    DayPart.HALF: _SCHEDULED & _SHORT & ~_HALF,
    DayPart.HALF_AND_LEAVE: _SCHEDULED & (_SHORT | _THERE) & _HALF,
    DayPart.WHOLE: _SCHEDULED & _THERE & ~_HALF,
}
_WORKED = _SCHEDULED & (_SHORT | _THERE)
DUE = _WORKED | (_SCHEDULED & _ABSENT)
ATTENDED = _WORKED & (Q(first_in__isnull=False) | Q(last_out__isnull=False))
ON_TIME = _WORKED & Q(first_in__isnull=False, is_late=False, is_early_exit=False)


def days_that(condition: Q, *, distinct: bool) -> Count:
    """Return the aggregate of an employee's days on which that is so of any shift.

    Not ``distinct`` it counts shifts, which is five times as quick: for people of one shift a day.
    """
    return Count("day", filter=condition, distinct=distinct)


def day_counts(*, distinct: bool) -> dict[str, Count]:
    """Return the aggregates that ``counts_from`` reads, by their names."""
    wanted = {
        "days_due": DUE,
        "days_unpunctual": DUE & ~ON_TIME,
        "days_late": ATTENDED & Q(is_late=True),
        "days_early": ATTENDED & Q(is_early_exit=True),
    }
    for part in DayPart:
        # With those above it, so that of several shifts of a day the highest counts.
        parts = [one for one in DayPart if one >= part] if distinct else [part]
        wanted[f"days_of_{part.value}"] = reduce(or_, (PARTS[one] for one in parts))
    return {name: days_that(condition, distinct=distinct) for name, condition in wanted.items()}


def counts_from(row: Mapping[str, Any], *, distinct: bool) -> dict[str, Any]:
    """Return the values of DayCounts by their names, out of a row of ``day_counts``."""
    found = [row[f"days_of_{part.value}"] for part in DayPart]
    above = [*found[1:], 0] if distinct else [0] * len(found)
    days = {part: number - more for part, number, more in zip(DayPart, found, above, strict=True)}
    return {
        "total_days": row["days_due"],
        "on_time": row["days_due"] - row["days_unpunctual"],
        "late": row["days_late"],
        "early_exits": row["days_early"],
        **shares_of(days),
    }
