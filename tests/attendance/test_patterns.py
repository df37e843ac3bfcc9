"""Rotating patterns: weeks that follow each other, crews that follow each other, days off in them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from attendance.date_spans import DateSpan
from attendance.day_facts import DayFacts
from attendance.patterns import Pattern
from attendance.rosters import Roster, clash, days_between
from attendance.shifts import ShiftVersion
from attendance.timelines import derive_timeline
from attendance.vocabulary import DayStatus
from attendance.week_cycles import DAYS_OF_A_WEEK
from tests.attendance.situations import moment, punches, rule

MONDAY = date(2026, 1, 5)
ALWAYS = date(2000, 1, 1)
VERSIONS = {
    key: (ShiftVersion(effective_from=ALWAYS, rule=rule(hours)),)
    for key, hours in {"E": "06:00-14:00", "L": "14:00-22:00", "N": "22:00-06:00"}.items()
}


def pattern(*weeks: str) -> Pattern:
    """Return a pattern from weeks such as ``EEEEE..``, a dot being a day off."""
    cells = {
        (week, day): letter
        for week, letters in enumerate(weeks)
        for day, letter in enumerate(letters)
        if letter != "."
    }
    return Pattern(len(weeks), cells)


THREE_SHIFTS = pattern("EEEEEE.", "LLLLLL.", "NNNNNN.")


def roster(worked: Pattern, *, start_week: int = 1, last: date | None = None) -> Roster:
    span = DateSpan(MONDAY, last)
    stints = worked.stints(span, VERSIONS, start_week=start_week)
    return Roster(zone="Asia/Kolkata", stints=stints)


def keys(one: Roster, first: date, days: int) -> str:
    """Return the shift of each day, lower case where it is off, a dash where there is none."""
    found = []
    for day in days_between(first, first + timedelta(days=days - 1)):
        facts = [one.facts_of(each) for each in one.occurrences([day])]
        found.append("".join(_letter(each) for each in facts) or "-")
    return "".join(found)


def _letter(facts: DayFacts) -> str:
    key = facts.occurrence.key
    return key.lower() if facts.is_weekly_off else key


@pytest.mark.parametrize(
    ("worked", "start_week", "expected"),
    [
        pytest.param(THREE_SHIFTS, 1, "EEEEEEeLLLLLLlNNNNNNnEEEEEEe", id="first crew"),
        pytest.param(THREE_SHIFTS, 2, "LLLLLLlNNNNNNnEEEEEEeLLLLLLl", id="second crew"),
        pytest.param(THREE_SHIFTS, 3, "NNNNNNnEEEEEEeLLLLLLlNNNNNNn", id="third crew"),
        pytest.param(pattern("EEEEE.."), 1, "EEEEEee" * 4, id="the same every week"),
        pytest.param(
            pattern("EE..LL.", "NN..EE."),
            1,
            "EEeeLLlNNnnEEe" * 1 + "EEeeLLlNNnnEEe",
            id="four on, three off",
        ),
        pytest.param(pattern("..EEEEE"), 1, "eeEEEEE" * 4, id="off at the cycle's beginning"),
    ],
)
def test_cycles(worked: Pattern, start_week: int, expected: str) -> None:
    assert keys(roster(worked, start_week=start_week), MONDAY, 28) == expected


def test_a_span_that_begins_in_mid_week_begins_in_mid_week_of_the_cycle() -> None:
    stints = THREE_SHIFTS.stints(DateSpan(MONDAY + timedelta(days=3)), VERSIONS)
    assert keys(Roster(zone="UTC", stints=stints), MONDAY, 14) == "---EEEeLLLLLLl"


def test_nobody_is_rostered_after_the_span() -> None:
    assert keys(roster(THREE_SHIFTS, last=MONDAY + timedelta(days=6)), MONDAY, 9) == "EEEEEEe--"


@pytest.mark.parametrize(
    ("weeks", "shifts", "message"),
    [
        (0, {(0, 0): "E"}, "weeks"),
        (13, {(0, 0): "E"}, "weeks"),
        (1, {}, "shifts"),
        (1, {(1, 0): "E"}, "shifts"),
        (1, {(0, 7): "E"}, "shifts"),
    ],
)
def test_senseless_cycles_are_refused(
    weeks: int, shifts: dict[tuple[int, int], str], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}: "):
        Pattern(weeks, shifts)


def test_a_clash_is_found_wherever_in_the_common_cycle_it_lies() -> None:
    """The morning after a night: only where week two's Sunday meets the other's Monday."""
    nights = pattern(".E.....", "......N").stints(DateSpan(MONDAY), VERSIONS)
    early = Pattern(3, {(2, 0): "X"}).stints(
        DateSpan(MONDAY),
        {"X": (ShiftVersion(effective_from=ALWAYS, rule=rule("05:00-07:00")),)},
    )
    found = [clash(one, other) for one in nights for other in early]
    assert [day for day in found if day] == [MONDAY + timedelta(days=7 * 2 - 1)]


def test_days_off_clash_with_nothing() -> None:
    [weekdays] = pattern("EEEEE..").stints(DateSpan(MONDAY), VERSIONS)
    [weekends] = pattern(".....EE").stints(DateSpan(MONDAY), VERSIONS)
    assert clash(weekdays, weekends) is None
    both = Roster(zone="UTC", stints=(weekdays, weekends))
    assert keys(both, MONDAY, 7) == "EEEEEEE"


def derived(text: str, day: date) -> dict[date, DayStatus]:
    one = roster(THREE_SHIFTS)
    around = days_between(day - timedelta(days=2), day + timedelta(days=3))
    facts = [one.facts_of(each) for each in one.occurrences(around)]
    own = punches(text, day=day)
    timeline = derive_timeline(facts, own, now=moment("12:00>>>>>", day=day))
    return {
        found.day: found.status
        for _, found in timeline.days
        if found is not None and found.last_seen is not None
    }


@pytest.mark.parametrize(
    ("text", "weekday", "expected"),
    [
        pytest.param("+05:55 -14:03", 0, {0: "PRESENT"}, id="a morning of the first week"),
        pytest.param("+06:00 -14:00", 6, {6: "WEEKLY_OFF"}, id="called in on the day off"),
        pytest.param(
            "+21:55 -06:05>", 19, {19: "PRESENT"}, id="Saturday night runs into the day off"
        ),
        pytest.param(
            "+05:20 -14:00", 21, {21: "PRESENT"}, id="first morning after the night week's Sunday"
        ),
        pytest.param(
            "+21:55 -06:10>", 20, {20: "WEEKLY_OFF"}, id="called in for the night of the day off"
        ),
        pytest.param(
            "+13:50 -22:05", 7, {7: "PRESENT"}, id="from mornings to evenings over the week's end"
        ),
    ],
)
def test_punches_go_to_the_shift_that_the_pattern_has(
    text: str, weekday: int, expected: dict[int, str]
) -> None:
    found = derived(text, MONDAY + timedelta(days=weekday))
    assert found == {
        MONDAY + timedelta(days=day): DayStatus(status) for day, status in expected.items()
    }


def test_every_weekday_can_be_off() -> None:
    for day in DAYS_OF_A_WEEK:
        letters = "".join("." if day == one else "E" for one in DAYS_OF_A_WEEK)
        assert keys(roster(pattern(letters)), MONDAY, 7).count("e") == 1
