"""A day derived from what it reaches to is what the whole makes of it, whatever the shifts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attendance.date_spans import DateSpan
from attendance.day_facts import DerivedDay
from attendance.patterns import Pattern
from attendance.punches import PunchFact
from attendance.reach import Reach, hours_of, reach_of
from attendance.rosters import A_DAY, Roster, days_between
from attendance.shifts import ShiftRule, ShiftVersion
from attendance.timelines import derive_timeline
from attendance.vocabulary import Direction, WorkedBasis
from tests.attendance.situations import rule

ZONE = "Europe/Berlin"  # the clock goes back on 25 October
BEGUN, FIRST, LAST = date(2026, 9, 1), date(2026, 10, 10), date(2026, 11, 2)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
DAYS = days_between(BEGUN - 20 * A_DAY, LAST + 20 * A_DAY)


def reach(rules: list[ShiftRule]) -> Reach:
    return reach_of(map(hours_of, rules), has_free=True)


def roster(rules: list[ShiftRule], cells: dict[tuple[int, int], int], begun: date) -> Roster:
    versions = {
        str(number): (ShiftVersion(effective_from=BEGUN, rule=one),)
        for number, one in enumerate(rules)
    }
    pattern = Pattern(2, {cell: str(number) for cell, number in cells.items()})
    return Roster(zone=ZONE, stints=pattern.stints(DateSpan(begun), versions))


def days_of(
    own: Roster, punches: list[PunchFact], read: list[date], first: date, last: date
) -> list[tuple[datetime, DerivedDay | None]]:
    """Return the days from first to last, of shifts and punches of the days that are read."""
    zone = ZoneInfo(ZONE)
    facts = [own.facts_of(one) for one in own.occurrences(read)]
    near = [one for one in punches if read[0] <= one.at.astimezone(zone).date() <= read[-1]]
    found = derive_timeline(facts, near, now=NOW, first=first, last=last)
    return [(one.occurrence.start, day) for one, day in found.days]


def check_each_alone(
    rules: list[ShiftRule], cells: dict[tuple[int, int], int], begun: date, told: list[Any]
) -> None:
    own, far = roster(rules, cells, begun), reach(rules)
    punches = [PunchFact(f"{number:03}", *one) for number, one in enumerate(told)]
    whole = days_of(own, punches, DAYS, FIRST, LAST)
    alone = [
        one
        for day in days_between(FIRST, LAST)
        for one in days_of(own, punches, days_between(*far.read(day, day)), day, day)
    ]
    assert alone == whole


CLOCKS = st.sampled_from([time(hour) for hour in (0, 6, 8, 14, 20, 22, 23)])
WINDOWS = st.sampled_from([0, 60, 240, 720])
RULES = st.builds(
    ShiftRule,
    start=CLOCKS,
    end=CLOCKS,
    before_minutes=WINDOWS,
    after_minutes=WINDOWS,
    worked_basis=st.sampled_from(WorkedBasis),
)
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 6)), st.integers(0, 2), min_size=1
)
MIDNIGHT = datetime(2026, 10, 9, 22, tzinfo=UTC)
MOMENTS = st.integers(0, 24 * 24 * 4).map(lambda step: MIDNIGHT + timedelta(minutes=15 * step))
TOLD = st.lists(
    st.tuples(MOMENTS, st.sampled_from([Direction.IN, *Direction])),
    max_size=40,
    unique_by=lambda one: one[0],
)


def _berlin(text: str) -> list[tuple[datetime, Direction]]:
    zone, words = ZoneInfo(ZONE), {"+": Direction.IN, "-": Direction.OUT, "?": Direction.UNKNOWN}
    found = (one.split("@") for one in text.split())
    return [
        (datetime.fromisoformat(f"2026-10-{at}").replace(tzinfo=zone), words[sign])
        for sign, at in found
    ]


A_FLIP = {
    "rules": [
        rule("22:00-06:00", before_minutes=0, after_minutes=720, worked_basis=WorkedBasis.PAIRS),
        rule("08:00-17:00", before_minutes=0, after_minutes=240),
        rule("08:00-08:00", before_minutes=720, after_minutes=0, worked_basis=WorkedBasis.PAIRS),
    ],
    "cells": {
        **{(0, day): 2 for day in (0, 3, 4, 6)},
        (0, 1): 0,
        (1, 0): 1,
        **{(1, day): 0 for day in (1, 2, 3, 4)},
    },
    "begun": date(2026, 10, 2),
    "told": _berlin(
        "+@12T07:06 -@13T12:00 -@14T06:50 +@14T16:45 -@15T07:33 ?@15T08:07"
        " -@17T03:33 ?@17T12:44 ?@17T14:54 -@17T18:42"
    ),
}


@settings(max_examples=150, deadline=None)
@given(st.lists(RULES, min_size=3, max_size=3), CELLS, st.just(BEGUN), TOLD)
@example(**A_FLIP)
def test_a_day_alone_is_as_in_the_whole(
    rules: list[ShiftRule], cells: dict[tuple[int, int], int], begun: date, told: list[Any]
) -> None:
    check_each_alone(rules, cells, begun, told)


@settings(max_examples=100, deadline=None)
@given(st.lists(RULES, min_size=3, max_size=3), CELLS, TOLD, st.data())
def test_a_punch_touches_no_day_beyond_its_reach(
    rules: list[ShiftRule], cells: dict[tuple[int, int], int], told: list[Any], data: st.DataObject
) -> None:
    own, more = (
        roster(rules, cells, BEGUN),
        data.draw(st.tuples(MOMENTS, st.sampled_from(Direction))),
    )
    punches = [PunchFact(f"{number:03}", *one) for number, one in enumerate(told)]
    whole = days_of(own, punches, DAYS, FIRST, LAST)
    after = days_of(own, [*punches, PunchFact("more", *more)], DAYS, FIRST, LAST)
    day = more[0].astimezone(ZoneInfo(ZONE)).date()
    first, last = reach(rules).touched(day - A_DAY, day + A_DAY)
    changed = {
        one[0].astimezone(ZoneInfo(ZONE)).date()
        for one, other in zip(whole, after, strict=True)
        if one != other
    }
    assert all(first <= one <= last for one in changed)


@pytest.mark.parametrize(
    ("shifts", "has_free", "expected"),
    [
        pytest.param("08:00-17:00", False, Reach(1, 1, 2, 2), id="a day shift"),
        pytest.param("08:00-17:00", True, Reach(2, 1, 3, 2), id="with days off that may be worked"),
        pytest.param("06:00-14:00 14:00-22:00 22:00-06:00", False, Reach(1, 2, 2, 2), id="three"),
        pytest.param("", False, Reach(), id="no shift"),
    ],
)
def test_how_far_a_day_reaches(shifts: str, has_free: bool, expected: Reach) -> None:
    hours = [hours_of(rule(one)) for one in shifts.split()]
    assert reach_of(hours, has_free=has_free) == expected


def test_what_a_mark_touches_and_what_touches_a_day() -> None:
    far, day = Reach(back=3, ahead=2), date(2026, 3, 10)
    assert far.touched(day, day) == (date(2026, 3, 9), date(2026, 3, 12))
    assert far.touching(day, day) == (date(2026, 3, 8), date(2026, 3, 11))


def test_the_calendar_ends_where_it_ends() -> None:
    assert Reach(back=3, ahead=3).touching(date.min, date.max) == (date.min, date.max)
