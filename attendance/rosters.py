"""One employee's roster: which shifts on which days, and what holds those days besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import lcm

from attendance.closing import Reader, heard_until
from attendance.date_spans import DateSpan
from attendance.day_facts import DayFacts
from attendance.departments import Departments
from attendance.duplicates import ALWAYS_STANDARD, RepeatRules
from attendance.occurrences import ShiftOccurrence, occurrence_on
from attendance.shifts import ShiftRule, ShiftVersion, rule_in_force
from attendance.vocabulary import Leave, both_halves
from attendance.week_cycles import WeekCycle

A_DAY = timedelta(days=1)
NOWHERE = Departments()


@dataclass(frozen=True, slots=True)
class Stint:
    """A shift worked for a span of days. ``key`` is the shift's.

    With a ``cycle`` it holds on the days that this names, of which those in ``offs`` are free.
    """

    key: str
    span: DateSpan
    versions: tuple[ShiftVersion, ...]
    cycle: WeekCycle | None = None
    offs: WeekCycle | None = None

    def rule_on(self, day: date) -> ShiftRule | None:
        """Return what the shift asks on a day; None where it is not rostered or not defined yet."""
        if not self._holds(day):
            return None
        begun = [one for one in self.versions if one.effective_from <= day]
        return rule_in_force(begun, day) if begun else None

    def is_off(self, day: date) -> bool:
        """Say whether a day that the stint holds is one of its days off."""
        return self.offs is not None and self._holds(day) and self.offs.has(day)

    def work_on(self, day: date) -> ShiftRule | None:
        """Return as ``rule_on``, but nothing for days off."""
        return None if self.is_off(day) else self.rule_on(day)

    def _holds(self, day: date) -> bool:
        return self.span.has(day) and (self.cycle is None or self.cycle.has(day))


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """All that is known about one employee's days before anybody punches.

    ``weekly_offs`` come with the narrowest group first; the first that holds on a day decides.
    ``undecided`` are the moments of faces that nobody has searched yet.
    """

    zone: str
    stints: tuple[Stint, ...] = ()
    weekly_offs: tuple[tuple[DateSpan, WeekCycle], ...] = ()
    holidays: frozenset[date] = frozenset()
    leaves: tuple[tuple[DateSpan, Leave], ...] = ()
    joined_on: date | None = None
    left_on: date | None = None
    departments: Departments = NOWHERE
    readers: tuple[Reader, ...] = ()
    undecided: tuple[datetime, ...] = ()
    repeats: RepeatRules = ALWAYS_STANDARD

    def occurrences(self, days: Sequence[date]) -> Iterator[ShiftOccurrence]:
        """Yield the rostered shifts of some days, free ones where the day has no other."""
        for day in days:
            held = [
                (rule, one.key, one.is_off(day))
                for one in self.stints
                if (rule := one.rule_on(day)) is not None
            ]
            for rule, key, free in [one for one in held if not one[-1]] or held:
                yield occurrence_on(rule, day, self.zone, key=key, free=free)

    def facts_of(self, occurrence: ShiftOccurrence) -> DayFacts:
        """Return what holds an occurrence, whether it was rostered or came with a punch."""
        day = occurrence.day
        return DayFacts(
            occurrence=occurrence,
            leave=self._leave_on(day),
            is_holiday=day in self.holidays,
            is_weekly_off=self._is_off_on(day) or self._is_free(occurrence),
            joined_on=self.joined_on,
            left_on=self.left_on,
            department=self.departments.on(day),
            reported_until=heard_until(
                self.readers, self.undecided, start=occurrence.start, closes=occurrence.closes
            ),
            repeats=self.repeats.at(occurrence.start),
        )

    def _is_free(self, occurrence: ShiftOccurrence) -> bool:
        """Say whether the pattern has the day off; of a given shift, whether all patterns have."""
        day = occurrence.day
        if not any(one.offs for one in self.stints):
            return False
        held = [one for one in self.stints if one.rule_on(day)]
        own = [one for one in held if one.key == occurrence.key] or held
        return bool(own) and all(one.is_off(day) for one in own)

    def _leave_on(self, day: date) -> Leave:
        """Return the leave of a day; two halves, as of two kinds, are the whole of it."""
        parts = [part for span, part in self.leaves if span.has(day)]
        return Leave.FULL if both_halves(parts) else next(iter(parts), Leave.NONE)

    def _is_off_on(self, day: date) -> bool:
        return next((offs.has(day) for span, offs in self.weekly_offs if span.has(day)), False)


def days_between(first: date, last: date) -> list[date]:
    """Return the days from first to last, both included."""
    return [first + A_DAY * number for number in range((last - first).days + 1)]


def clash(one: Stint, other: Stint) -> date | None:
    """Return the first day on which two stints of one person would overlap in their hours, if any.

    Between two days on which something begins or ends every day is like the next, or like the one
    a common cycle later, so that only those days, a cycle behind each, and their neighbours are
    looked at.
    """
    for day in sorted(_telling_days(one, other)):
        for beside in (day - A_DAY, day, day + A_DAY):
            if _overlap(one.work_on(day), day, other.work_on(beside), beside):
                return day
    return None


def _telling_days(one: Stint, other: Stint) -> set[date]:
    turning = _turning_days(one) | _turning_days(other)
    weeks = [len(stint.cycle.weeks) for stint in (one, other) if stint.cycle]
    common = 7 * lcm(*weeks) if weeks else 1
    return {day + A_DAY * ahead for day in turning for ahead in range(common)}


def _turning_days(stint: Stint) -> set[date]:
    edges = {stint.span.first, *(version.effective_from for version in stint.versions)}
    edges |= {stint.span.last} if stint.span.last else set()
    return {edge + A_DAY * shift for edge in edges for shift in (-1, 0, 1)}


def _overlap(one: ShiftRule | None, day: date, other: ShiftRule | None, beside: date) -> bool:
    if one is None or other is None:
        return False
    first, second = _hours(one, day), _hours(other, beside)
    return first[0] < second[1] and second[0] < first[1]


def _hours(rule: ShiftRule, day: date) -> tuple[datetime, datetime]:
    """Return a shift by the wall clock, without a zone: clocks that change make no clash."""
    end_day = day + A_DAY if rule.is_overnight else day
    return datetime.combine(day, rule.start), datetime.combine(end_day, rule.end)
