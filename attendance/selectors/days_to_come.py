"""Days of work that are still to come, which have no rows yet: from the roster as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from attendance.date_spans import DateSpan
from attendance.departments import Departments, Move
from attendance.models import AttendanceDay, EmployeeDepartment, Leave, ShiftAssignment, WeeklyOff
from attendance.rosters import A_DAY, Roster, days_between
from attendance.selectors.book_rows import SENSELESS, readable
from attendance.selectors.departments import moves_by_employee
from attendance.selectors.site_books import ASSIGNMENT, SiteBook, Work, site_book
from attendance.vocabulary import Leave as LeavePart
from factory.core import clock
from factory.sites.models import Site
from identity.models import Employee


class _Person(NamedTuple):
    """All that somebody's roster depends on within the days; many have the same, and are counted once.

    So what lies outside the days, as when somebody joined or moved, is left out.
    """

    department: str
    joined_on: date | None
    left_on: date | None
    moves: tuple[Move, ...]
    work: tuple[Work, ...]
    leaves: tuple[Any, ...]
    own_offs: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which days are counted: of all, of those in a department, or of a shift."""

    days: Sequence[date]
    department: str
    shift_id: int | None

    def of(self, roster: Roster) -> frozenset[date]:
        """Return the days of work."""
        named = None if self.shift_id is None else str(self.shift_id)
        facts = (
            roster.facts_of(one)
            for one in roster.occurrences(self.days)
            if named is None or one.key == named
        )
        return frozenset(
            one.occurrence.day
            for one in facts
            if one.is_due and (not self.department or one.department == self.department)
        )


def days_to_come(
    site: Site,
    first: date,
    last: date,
    *,
    department: str = "",
    shift_id: int | None = None,
    among: Collection[int] | None = None,
) -> Mapping[int, int]:
    """Return employee id → scheduled days from tomorrow to ``last`` that have no rows: ten queries.

    None where the span is over. Whose roster makes no sense has no days, as everywhere.
    """
    first = max(first, clock.local_day(site.zone) + A_DAY)
    if first > last:
        return {}
    asked = _Asked(days_between(first, last), department, shift_id)
    book, known = site_book(site.pk, site.time_zone), _known(site, first, last, among)
    counted: dict[_Person, frozenset[date]] = {}
    found = {}
    for pk, person in _people(site, book, first, last, among):
        if person not in counted:
            counted[person] = _days(book, person, asked)
        found[pk] = len(counted[person] - known.get(pk, frozenset()))
    return found


def _days(book: SiteBook, person: _Person, asked: _Asked) -> frozenset[date]:
    try:
        roster = book.roster(
            person,
            work=person.work,
            leaves=person.leaves,
            own_offs=person.own_offs,
            moves=person.moves,
        )
        return asked.of(roster)
    except SENSELESS:
        return frozenset()


def _people(
    site: Site, book: SiteBook, first: date, last: date, among: Collection[int] | None
) -> Iterable[tuple[int, _Person]]:
    """Yield who is employed and has work in those days."""
    work = _work(site, book, first, last, among)
    leaves = _by_employee(
        _of(Leave.objects.meeting(first, last), site, among).order_by("pk"),
        lambda row: (DateSpan(row.from_date, row.to_date), LeavePart(row.part)),
    )
    offs = _by_employee(
        _of(WeeklyOff.objects.meeting(first, last), site, among)
        .filter(employee__isnull=False)
        .order_by("-from_date", "-pk"),
        lambda row: (DateSpan(row.from_date, row.to_date), row.offs()),
    )
    moves = moves_by_employee(_of(EmployeeDepartment.objects.all(), site, among))
    people = Employee.objects.filter(site=site)
    people = people if among is None else people.filter(pk__in=among)
    staff = people.exclude(joined_on__gt=last).exclude(left_on__lt=first)
    for pk, name, joined, left in staff.values_list("pk", "department", "joined_on", "left_on"):
        if pk not in work:
            continue
        group = Departments(moves.get(pk, ()), name).within(first, last)
        yield (
            pk,
            _Person(
                department=group.current,
                joined_on=joined if joined and joined > first else None,
                left_on=left if left and left < last else None,
                moves=group.moves,
                work=work[pk],
                leaves=leaves.get(pk, ()),
                own_offs=offs.get(pk, ()),
            ),
        )


def _work(
    site: Site, book: SiteBook, first: date, last: date, among: Collection[int] | None
) -> dict[int, tuple[Work, ...]]:
    found: dict[int, list[Work]] = defaultdict(list)
    rows = _of(ShiftAssignment.objects.meeting(first, last), site, among).order_by("pk")
    # Everybody has one: as plain columns they are counted in a quarter of the time.
    for pk, *columns in rows.values_list("employee_id", *ASSIGNMENT):
        found[pk].append(_clipped(Work(*columns), book, first, last))
    return {pk: tuple(own) for pk, own in found.items()}


def _of(rows: Any, site: Site, among: Collection[int] | None) -> Any:
    rows = rows.filter(site=site)
    return rows if among is None else rows.filter(employee_id__in=among)


def _by_employee(
    rows: QuerySet[Any], read: Callable[[Any], Hashable]
) -> dict[int, tuple[Any, ...]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.employee_id].append(row)
    return {pk: tuple(readable(read, own)) for pk, own in found.items()}


def _clipped(work: Work, book: SiteBook, first: date, last: date) -> Work:
    """Return a shift's days within those asked about; of a pattern whole cycles before them are left out,
    since its weeks count from its first day.
    """
    to_date = last if work.to_date is None else min(work.to_date, last)
    if work.pattern_id is None:
        return work._replace(from_date=max(work.from_date, first), to_date=to_date)
    pattern = book.patterns.get(work.pattern_id)
    cycle = timedelta(weeks=pattern.weeks if pattern else 1)
    gone = max(0, (first - work.from_date) // cycle)
    return work._replace(from_date=work.from_date + cycle * gone, to_date=to_date)


def _known(
    site: Site, first: date, last: date, among: Collection[int] | None
) -> Mapping[int, frozenset[date]]:
    """Return the days that have rows already: of somebody who came before midnight."""
    rows = _of(AttendanceDay.objects.filter(day__range=(first, last)), site, among)
    found: dict[int, set[date]] = defaultdict(set)
    for pk, day in rows.values_list("employee_id", "day"):
        found[pk].add(day)
    return {pk: frozenset(days) for pk, days in found.items()}
