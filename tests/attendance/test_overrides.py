"""Shifts that came with a punch beside those of the roster: a table of labelled cases."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from attendance.date_spans import DateSpan
from attendance.overrides import GivenPunch, occurrences_of
from attendance.rosters import Roster, Stint, days_between
from attendance.shifts import ShiftVersion
from tests.attendance.situations import THURSDAY, punches, rule

DAY_SHIFT = {"start_time": "08:00", "end_time": "17:00"}
NIGHT = {"start_time": "22:00", "end_time": "06:00"}
LATE = {"start_time": "14:00", "end_time": "22:00"}
SHIFTS: dict[str, dict[str, object]] = {"day": {**DAY_SHIFT}, "night": {**NIGHT}, "late": {**LATE}}


def given(text: str) -> list[GivenPunch]:
    """Return punches such as ``+08:00@day -17:00``."""
    facts = punches(" ".join(one.partition("@")[0] for one in text.split()))
    names = [one.partition("@")[2] for one in text.split()]
    return [GivenPunch(f, SHIFTS.get(name)) for f, name in zip(facts, names, strict=True)]


@pytest.mark.parametrize(
    ("hours", "text", "expected"),
    [
        pytest.param("", "+08:00", [], id="neither roster nor data"),
        pytest.param("09:00-18:00", "+09:00", ["09:00-18:00"], id="the roster alone"),
        pytest.param("", "+08:00@day", ["08:00-17:00"], id="data alone"),
        pytest.param("09:00-18:00", "+08:00@day", ["08:00-17:00"], id="data before the roster"),
        pytest.param("09:00-18:00", "+22:00@night", ["22:00-06:00"], id="called for the night"),
        pytest.param(
            "06:00-14:00",
            "+06:00 -14:00 +14:00@late",
            ["06:00-14:00", "14:00-22:00"],
            id="a second shift besides the one worked",
        ),
        pytest.param("", "+08:00@day -17:00@day", ["08:00-17:00"], id="the same data twice"),
        pytest.param(
            "", "+21:55@night -06:10>@night", ["22:00-06:00"], id="a night belongs to its start"
        ),
        pytest.param("", "+08:00@day +14:00@late", ["08:00-17:00"], id="the earlier data counts"),
    ],
)
def test_which_shifts_count(hours: str, text: str, expected: list[str]) -> None:
    version = ShiftVersion(effective_from=THURSDAY, rule=rule(hours or "08:00-17:00"))
    span = DateSpan(THURSDAY, THURSDAY)
    stints = (Stint("1", span, (version,)),) if hours else ()
    roster = Roster(zone="Asia/Kolkata", stints=stints)
    rostered = list(roster.occurrences(days_between(THURSDAY, THURSDAY)))
    for order in permutations(given(text)):
        found = occurrences_of(roster, rostered, order)
        assert [f"{one.rule.start:%H:%M}-{one.rule.end:%H:%M}" for one in found] == expected
        assert {one.day for one in found} <= {THURSDAY}


def test_of_two_at_one_instant_neither_counts_for_having_come_first() -> None:
    roster = Roster(zone="Asia/Kolkata")
    one, two = (given(text)[0] for text in ("+14:05@day", "+14:05@late"))
    found = set()
    for first, second in permutations([one, two]):
        # The key says in which order they arrived.
        arrived = [replace(first, fact=replace(first.fact, key="1"))]
        arrived.append(replace(second, fact=replace(second.fact, key="2")))
        [chosen] = occurrences_of(roster, [], arrived)
        found.add(chosen.start)
    assert len(found) == 1


def test_what_the_data_cannot_say_is_as_on_the_roster() -> None:
    version = ShiftVersion(
        effective_from=THURSDAY, rule=rule("09:00-18:00", break_minutes=45, grace_in_minutes=7)
    )
    roster = Roster(zone="Asia/Kolkata", stints=(Stint("1", DateSpan(THURSDAY), (version,)),))
    [found] = occurrences_of(roster, [], given("+08:00@day"))
    assert (found.rule.break_minutes, found.rule.grace_in_minutes) == (45, 7)
