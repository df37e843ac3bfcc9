"""What a site's people share of the roster: shifts, patterns, days off of groups, holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import NamedTuple, Protocol

from attendance.closing import Reader
from attendance.date_spans import DateSpan
from attendance.departments import Departments, Move
from attendance.duplicates import ALWAYS_STANDARD, RepeatRules
from attendance.models import Holiday
from attendance.patterns import Pattern
from attendance.reach import Hours, Reach, hours_of, reach_of
from attendance.rosters import Roster, Stint
from attendance.selectors.book_rows import Offs, Spoilt, group_offs, patterns, versions
from attendance.shifts import ShiftRule
from attendance.shifts import ShiftVersion as RuleVersion
from attendance.vocabulary import Leave

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
    spoilt: Spoilt = field(default_factory=Spoilt)

    def reach(self, given: Iterable[Hours] = ()) -> Reach:
        """Return how far a day of the site's shifts reaches, and of shifts given with punches.

        A given one has the windows of the roster's shift of its day, or the usual ones.
        """
        rules = [version.rule for own in self.versions.values() for version in own]
        own = [hours_of(one) for one in rules]
        usual = [*own, hours_of(ShiftRule(start=time.min, end=time.min))]
        before, after = max(one.before for one in usual), max(one.after for one in usual)
        wide = [replace(one, before=before, after=after) for one in given]
        return reach_of([*own, *wide], has_free=bool(self.patterns))

    def why_not(self, work: Work) -> str | None:
        """Return why it cannot be read what an assignment has its employee work; None where it can."""
        if work.pattern_id is not None:
            return self.spoilt.patterns.get(work.pattern_id)
        return self.spoilt.shifts.get(str(work.shift_id))

    def stints(self, work: Work) -> tuple[Stint, ...]:
        """Return what an assignment has its employee work; raises ValueError as ``why_not`` says."""
        if reason := self.why_not(work):
            raise ValueError(reason)
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
        readers: tuple[Reader, ...] = (),
        undecided: tuple[datetime, ...] = (),
        repeats: RepeatRules = ALWAYS_STANDARD,
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
            readers=readers,
            undecided=undecided,
            repeats=repeats,
        )

    def _offs_of(self, departments: Departments) -> Iterator[Offs]:
        """Yield the weekly offs of the departments, each as long as one is in it."""
        for days, name in departments.spans():
            for held, cycle in self.group_offs.get(name, ()) if name else ():
                common = days.common(held)
                if common is not None:
                    yield common, cycle


def site_book(site_id: int, zone: str) -> SiteBook:
    """Read a site's book: four queries, of rows that only HR makes.

    Of what makes no sense, weekly offs of groups count for nothing, and whoever works a spoilt shift or
    pattern has no roster: ``stints`` raises.
    """
    spoilt = Spoilt()
    # In this order: a pattern of a spoilt shift is one as well.
    found = versions(site_id, spoilt)
    days = Holiday.objects.filter(site_id=site_id).values_list("day", flat=True)
    return SiteBook(
        zone=zone,
        versions=found,
        patterns=patterns(site_id, spoilt),
        group_offs=group_offs(site_id, spoilt),
        holidays=frozenset(days),
        spoilt=spoilt,
    )
