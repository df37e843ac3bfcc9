"""The rows of a site's book as the rules see them; what makes no sense to these is told apart.

Nothing gets past the services like that, but a row may have been written by hand or by an older version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from attendance.date_spans import DateSpan
from attendance.models import PatternDay, ShiftVersion, WeeklyOff
from attendance.patterns import Pattern
from attendance.shifts import ShiftVersion as RuleVersion
from attendance.week_cycles import WeekCycle

Offs = tuple[DateSpan, WeekCycle]
Row = TypeVar("Row")
Read = TypeVar("Read")
SENSELESS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a row raises that makes no sense."""


@dataclass(slots=True)
class Spoilt:
    """Why rows cannot be read: weekly offs of groups and patterns by their key, shifts by theirs."""

    offs: dict[int, str] = field(default_factory=dict)
    shifts: dict[str, str] = field(default_factory=dict)
    patterns: dict[int, str] = field(default_factory=dict)


def readable(read: Callable[[Row], Read], rows: Iterable[Row]) -> list[Read]:
    """Return what the rows say, without those that make no sense: for whom it is better than nothing."""
    found = []
    for row in rows:
        with suppress(*SENSELESS):
            found.append(read(row))
    return found


def group_offs(site_id: int, spoilt: Spoilt) -> dict[str, list[Offs]]:
    """Return the weekly offs of departments, "" for everybody; of two for one group the newer first."""
    found: dict[str, list[Offs]] = defaultdict(list)
    for row in _group_rows(site_id, spoilt):
        try:
            offs = (DateSpan(row.from_date, row.to_date), row.offs())
        except SENSELESS as error:
            spoilt.offs[row.pk] = str(error)
        else:
            found[row.department].append(offs)
    return dict(found)


def _group_rows(site_id: int, spoilt: Spoilt) -> Iterator[WeeklyOff]:
    """Yield the rows: one query; one for each where a row cannot even be read as JSON."""
    rows = WeeklyOff.objects.filter(site_id=site_id, employee__isnull=True)
    rows = rows.order_by("-from_date", "-pk")
    try:
        yield from list(rows)
    except ValueError:
        for pk in rows.values_list("pk", flat=True):
            try:
                row = rows.get(pk=pk)
            except ValueError as error:
                spoilt.offs[pk] = f"weeks: {error}"
            else:
                yield row


def versions(site_id: int, spoilt: Spoilt) -> dict[str, tuple[RuleVersion, ...]]:
    """Return what each shift asks from when on; a shift with one senseless version has none."""
    found: dict[str, list[RuleVersion]] = defaultdict(list)
    for row in ShiftVersion.objects.filter(site_id=site_id):
        key = str(row.shift_id)
        try:
            version = RuleVersion(effective_from=row.effective_from, rule=row.rule())
        except SENSELESS as error:
            spoilt.shifts[key] = f"shift {key} from {row.effective_from}: {error}"
        else:
            found[key].append(version)
    return {key: tuple(own) for key, own in found.items() if key not in spoilt.shifts}


def patterns(site_id: int, spoilt: Spoilt) -> dict[int, Pattern]:
    """Return the patterns with work in them; who works one of a spoilt shift, works a spoilt one."""
    lengths: dict[int, int] = {}
    shifts: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    rows = PatternDay.objects.filter(site_id=site_id).order_by()
    for pk, weeks, week, weekday, shift_id in rows.values_list(
        "pattern_id", "pattern__weeks", "week", "weekday", "shift_id"
    ):
        lengths[pk] = weeks
        shifts[pk][week - 1, weekday] = str(shift_id)
    found = {}
    for pk, weeks in lengths.items():
        try:
            found[pk] = Pattern(weeks, shifts[pk])
        except SENSELESS as error:
            spoilt.patterns[pk] = f"pattern {pk}: {error}"
        for key in sorted(spoilt.shifts.keys() & set(shifts[pk].values())):
            spoilt.patterns[pk] = spoilt.shifts[key]
    return found
