"""What a site's people share of the roster: shifts, patterns, days off of groups, holidays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from attendance.date_spans import DateSpan
from attendance.departments import Departments, Move
from attendance.models import Holiday, PatternDay, ShiftVersion, WeeklyOff
from attendance.patterns import Pattern
from attendance.rosters import Roster, Stint
from attendance.shifts import ShiftVersion as RuleVersion
from attendance.vocabulary import Leave
from attendance.week_cycles import WeekCycle

Offs = tuple[DateSpan, WeekCycle]
Leaves = tuple[DateSpan, Leave]
ASSIGNMENT = ("shift_id", "pattern_id", "start_week", "from_date", "to_date")


class Work(NamedTuple):
    """An assignment's columns, as ASSIGNMENT names them: a shift or a pattern for some days."""

    shift_id: int | None
    pattern_id: int | None
    start_week: int
    from_date: date
    to_date: date | None


class Rostered(Protocol):
    """What of an employee the roster depends on."""

    @property
    def department(self) -> str: ...

    @property
    def joined_on(self) -> date | None: ...

    @property
    def left_on(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteBook:
    """One site's shared part of all rosters."""

    zone: str
    versions: dict[str, tuple[RuleVersion, ...]]
    patterns: dict[int, Pattern]
    group_offs: dict[str, list[Offs]]
    holidays: frozenset[date]

    def stints(self, work: Work) -> tuple[Stint, ...]:
        """Return what an assignment has its employee work."""
        span = DateSpan(work.from_date, work.to_date)
        if work.pattern_id is not None:
            pattern = self.patterns.get(work.pattern_id)
            stints = pattern and pattern.stints(span, self.versions, start_week=work.start_week)
            return stints or ()
        key = str(work.shift_id)
        return (Stint(key, span, self.versions.get(key, ())),)

    def roster(
        self,
        person: Rostered,
        *,
        work: Iterable[Work],
        leaves: Sequence[Leaves] = (),
        own_offs: Sequence[Offs] = (),
        moves: tuple[Move, ...] = (),
    ) -> Roster:
        """Return one employee's roster; whoever has no department is in nobody's group."""
        departments = Departments(moves, person.department)
        return Roster(
            zone=self.zone,
            stints=tuple(stint for one in work for stint in self.stints(one)),
            weekly_offs=(*own_offs, *self._offs_of(departments), *self.group_offs.get("", ())),
            holidays=self.holidays,
            leaves=tuple(leaves),
            joined_on=person.joined_on,
            left_on=person.left_on,
            departments=departments,
        )

    def _offs_of(self, departments: Departments) -> Iterator[Offs]:
        """Yield the weekly offs of the departments, each as long as one is in it."""
        for days, name in departments.spans():
            for held, cycle in self.group_offs.get(name, ()) if name else ():
                common = days.common(held)
                if common is not None:
                    yield common, cycle


def site_book(site_id: int, zone: str) -> SiteBook:
    """Read a site's book: four queries, of rows that only HR makes."""
    offs: dict[str, list[Offs]] = defaultdict(list)
    # Of two for one group the newer counts.
    groups = WeeklyOff.objects.filter(site_id=site_id, employee__isnull=True)
    for row in groups.order_by("-from_date", "-pk"):
        offs[row.department].append((DateSpan(row.from_date, row.to_date), row.offs()))
    days = Holiday.objects.filter(site_id=site_id).values_list("day", flat=True)
    return SiteBook(
        zone=zone,
        versions=_versions(site_id),
        patterns=_patterns(site_id),
        group_offs=dict(offs),
        holidays=frozenset(days),
    )


def _versions(site_id: int) -> dict[str, tuple[RuleVersion, ...]]:
    found: dict[str, list[RuleVersion]] = defaultdict(list)
    for row in ShiftVersion.objects.filter(site_id=site_id):
        version = RuleVersion(effective_from=row.effective_from, rule=row.rule())
        found[str(row.shift_id)].append(version)
    return {key: tuple(versions) for key, versions in found.items()}


def _patterns(site_id: int) -> dict[int, Pattern]:
    lengths: dict[int, int] = {}
    shifts: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    rows = PatternDay.objects.filter(site_id=site_id).order_by()
    for pk, weeks, week, weekday, shift_id in rows.values_list(
        "pattern_id", "pattern__weeks", "week", "weekday", "shift_id"
    ):
        lengths[pk] = weeks
        shifts[pk][week - 1, weekday] = str(shift_id)
    return {pk: Pattern(weeks, shifts[pk]) for pk, weeks in lengths.items()}
