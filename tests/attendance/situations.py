"""A short notation for attendance situations, and how they are judged.

A punch is ``+08:00`` (in), ``-17:00`` (out) or ``?12:30`` (a sighting without a direction) by
the wall clock of the zone; each ``>`` behind it is a day later, each ``<`` a day earlier than
the situation's date, and ``*`` the second turn of an hour that comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from _pytest.mark import ParameterSet

from attendance.day_facts import DayFacts, DerivedDay
from attendance.days import derive_day
from attendance.occurrences import ShiftOccurrence, occurrence_on
from attendance.punches import PunchFact
from attendance.shifts import ShiftRule
from attendance.vocabulary import Direction, Leave

KOLKATA = "Asia/Kolkata"
THURSDAY = date(2026, 1, 15)
_SIGNS = {"+": Direction.IN, "-": Direction.OUT, "?": Direction.UNKNOWN}


def rule(hours: str = "08:00-17:00", **changes: object) -> ShiftRule:
    """Return the shift of the given hours; other fields as ShiftRule names them."""
    start, end = (time.fromisoformat(clock) for clock in hours.split("-"))
    unknown = set(changes) - {one.name for one in fields(ShiftRule)}
    assert not unknown, unknown
    return ShiftRule(start=start, end=end, **changes)  # type: ignore[arg-type]


def moment(text: str, *, day: date = THURSDAY, zone: str = KOLKATA) -> datetime:
    """Return the moment of a clock time such as ``06:10>``."""
    clock = time.fromisoformat(text.rstrip("<>*")).replace(fold=int("*" in text))
    shifted = day + timedelta(days=text.count(">") - text.count("<"))
    return datetime.combine(shifted, clock, tzinfo=ZoneInfo(zone))


def punches(text: str, *, day: date = THURSDAY, zone: str = KOLKATA) -> tuple[PunchFact, ...]:
    """Return the punches of a text such as ``+08:00 ?12:30 -17:00``."""
    return tuple(
        PunchFact(f"p{number}", moment(one[1:], day=day, zone=zone), _SIGNS[one[0]])
        for number, one in enumerate(text.split())
    )


@dataclass(frozen=True, kw_only=True)
class Situation:
    """One employee's day as it happened. ``now`` defaults to long after."""

    punches: str
    rule: ShiftRule = field(default_factory=rule)
    day: date = THURSDAY
    zone: str = KOLKATA
    now: str = "12:00>>>"
    reported_until: str = ""
    leave: Leave = Leave.NONE
    is_holiday: bool = False
    is_weekly_off: bool = False
    joined_on: date | None = None
    left_on: date | None = None

    @property
    def occurrence(self) -> ShiftOccurrence:
        return occurrence_on(self.rule, self.day, self.zone)

    def moment(self, text: str) -> datetime:
        return moment(text, day=self.day, zone=self.zone)

    def derived(self) -> DerivedDay | None:
        facts = DayFacts(
            occurrence=self.occurrence,
            leave=self.leave,
            is_holiday=self.is_holiday,
            is_weekly_off=self.is_weekly_off,
            joined_on=self.joined_on,
            left_on=self.left_on,
            reported_until=self.moment(self.reported_until) if self.reported_until else None,
        )
        own = punches(self.punches, day=self.day, zone=self.zone)
        return derive_day(facts, own, now=self.moment(self.now))


def case(label: str, situation: Situation, **expected: object) -> ParameterSet:
    """Return a labelled row: the situation and what its day must say."""
    return pytest.param(situation, expected, id=label)


def judge(situation: Situation, expected: dict[str, object]) -> None:
    """Hold the derived day against what is expected of it; moments are given as clock times."""
    day = situation.derived()
    assert day is not None
    wanted = {name: _as_moment(situation, value) for name, value in expected.items()}
    assert {name: _shown(getattr(day, name)) for name in expected} == wanted


def _as_moment(situation: Situation, value: object) -> object:
    is_clock = isinstance(value, str) and ":" in value
    return situation.moment(str(value)) if is_clock else _shown(value)


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return [str(one) for one in value] if isinstance(value, list) else value
