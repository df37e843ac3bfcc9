"""Whether somebody's days are all different, told by sums: one pass, and no sorting of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, DateField, F, Func, Q, Sum, Value

_DAYS = 48
"""A bit for each, and room for their sum beside them."""


class _DayBit(Func):
    """Two to the number of days since a date."""

    output_field = BigIntegerField()
    template = "(CAST(1 AS bigint) << (%(expressions)s))"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(1 << CAST(julianday(%(expressions)s) AS INTEGER))",
            arg_joiner=") - julianday(",
            **extra,
        )


def day_bits(first: date, last: date) -> dict[str, Sum]:
    """Return aggregates over rows with a ``day`` from first to last, for ``are_different``."""
    found: dict[str, Sum] = {}
    while first <= last:
        end = min(last, first + timedelta(days=_DAYS - 1))
        bit = _DayBit(F("day"), Value(first, DateField()))
        found[f"days_{len(found)}"] = Sum(bit, filter=Q(day__range=(first, end)), default=0)
        first = end + timedelta(days=1)
    return found


def are_different(sums: Iterable[int], rows: int) -> bool:
    """Say whether so many rows with these sums are all of different days.

    A sum of powers of two has as many bits as it has summands if these are all different, else fewer.
    """
    return sum(int(one).bit_count() for one in sums) == rows
