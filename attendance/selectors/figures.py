"""The days of a site's people added up, kind by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from attendance.day_parts import DayCounts
from attendance.models import AttendanceDay
from attendance.policy_spans import PolicySpan
from attendance.selectors.day_bits import are_different, day_bits
from attendance.selectors.kinds import OVERTIME, with_kinds
from attendance.selectors.late_costs import late_counts
from attendance.tallies import Kind, Tally, result_of

ANY_DAY = date.min
_LENGTHS = ("flagged", "late_minutes", "worked_minutes", "overtime_minutes")


@dataclass(slots=True)
class Figures:
    """One employee's figures; ``late_days`` are those that count in each span of late policies."""

    late_days: list[int]
    counts: DayCounts = field(default_factory=DayCounts)
    flagged: int = 0
    late_minutes: int = 0
    worked_minutes: int = 0
    overtime_minutes: int = 0

    def by_name(self) -> dict[str, Any]:
        """Return counts and lengths, by the names that a summary has for them."""
        counts = {name: getattr(self.counts, name) for name in DayCounts.__slots__}
        return counts | {name: getattr(self, name) for name in _LENGTHS}


def figures_by_kind(
    rows: QuerySet[AttendanceDay], spans: Sequence[PolicySpan], first: date, last: date
) -> tuple[dict[int, Figures], set[int]]:
    """Return employee id → figures, and who has several shifts on a day, whose figures are wrong.

    One query, whose rows are as many as people have kinds of days.
    """
    late, bits = late_counts(spans), day_bits(first, last)
    sums = {
        "shifts": Count("pk"),
        "flagged_days": Count("pk", filter=Q(flagged_for_review=True)),
        "late": Sum("late_minutes"),
        "worked": Sum("worked_minutes"),
        "overtime": Sum(OVERTIME),
    }
    grouped = with_kinds(rows).order_by().values("employee_id", *Kind._fields)
    table = grouped.annotate(**sums, **late, **bits).values_list(
        "employee_id", *sums, *late, *bits, *Kind._fields
    )
    totals: defaultdict[int, _Total] = defaultdict(lambda: _Total(len(spans), len(bits)))
    for pk, *row in table.iterator(chunk_size=5000):
        totals[pk].add(row)
    figures = {pk: total.figures() for pk, total in totals.items()}
    return figures, {pk for pk, total in totals.items() if total.has_several}


class _Total:
    """What is known of one employee while the kinds of their days come in."""

    def __init__(self, spans: int, bits: int) -> None:
        self._tally, self._shifts, self._bits = Tally(), 0, [0] * bits
        self._figures = Figures([0] * spans)

    def add(self, row: Sequence[Any]) -> None:
        shifts, flagged, late, worked, overtime, *more = row
        kinds = len(more) - len(Kind._fields)
        result = result_of(ANY_DAY, Kind(*more[kinds:]))
        spans = len(self._figures.late_days)
        self._tally.add(result, shifts)
        self._shifts += shifts
        self._bits = [
            one + int(two) for one, two in zip(self._bits, more[spans:kinds], strict=True)
        ]
        found = self._figures
        found.flagged += flagged
        found.worked_minutes += worked
        found.overtime_minutes += overtime
        if result.is_attended:
            found.late_minutes += late
            found.late_days = [
                one + two for one, two in zip(found.late_days, more[:spans], strict=True)
            ]

    @property
    def has_several(self) -> bool:
        return not are_different(self._bits, self._shifts)

    def figures(self) -> Figures:
        self._figures.counts = self._tally.counts()
        return self._figures
