"""Which shift a punch belongs to, given the shifts around it."""

from __future__ import annotations

import pytest

from attendance.matching import match_punches, occurrence_of_rule
from attendance.occurrences import ShiftOccurrence, occurrence_on
from attendance.vocabulary import Direction
from tests.attendance.situations import KOLKATA, THURSDAY, moment, punches, rule


def _roster(text: str) -> list[ShiftOccurrence]:
    """Return the shifts of a text such as ``N=22:00-06:00 D=08:00-17:00>``, each by its letter."""
    return [
        occurrence_on(
            rule(one[2:].rstrip("<>")), moment(f"12:00{one[13:]}").date(), KOLKATA, key=one[0]
        )
        for one in text.split()
    ]


def _row(label: str, roster: str, text: str, places: str) -> object:
    return pytest.param(roster, text, places, id=label)


NIGHT_DAY = "N=22:00-06:00 D=08:00-17:00>"
NIGHT_THEN_AT_ONCE = "N=22:00-06:00 D=06:00-14:00>"
DOUBLE = "A=06:00-14:00 B=14:00-22:00"
SAME_DAILY = "A=08:00-17:00 B=08:00-17:00>"
MIDNIGHT = "A=00:00-08:00 B=00:00-08:00>"


@pytest.mark.parametrize(
    ("roster", "text", "places"),
    [
        _row("a plain day", "A=08:00-17:00", "+08:00 -17:00", "AA"),
        _row("as early as the window", "A=08:00-17:00", "+06:00", "A"),
        _row("before the window", "A=08:00-17:00", "+05:59:59", "."),
        _row("as late as the window", "A=08:00-17:00", "?21:00", "A"),
        _row("after the window", "A=08:00-17:00", "?21:00:01", "."),
        _row(
            "a check-out after the window goes with its check-in",
            "A=08:00-17:00",
            "+08:00 -22:30",
            "AA",
        ),
        _row("but not one of the day after", "A=08:00-17:00", "+08:00 -03:00>", "A."),
        _row("a sighting after the window is nobody's", "A=08:00-17:00", "+08:00 ?22:30", "A."),
        _row("a lone check-out outside is nobody's", "A=08:00-17:00", "-22:30", "."),
        _row(
            "a spell outside the roster stays outside",
            "A=06:00-14:00",
            "+06:00 -14:00 +20:00 -22:00",
            "AA..",
        ),
        _row(
            "overnight check-out is not the next day's",
            "N=22:00-06:00 M=22:00-06:00>",
            "+21:55 -06:10> +21:50> -05:40>>",
            "NNMM",
        ),
        _row(
            "night then day, with directions", NIGHT_DAY, "+21:55 -06:10> +07:50> -17:00>", "NNDD"
        ),
        _row(
            "night then day, without directions",
            NIGHT_DAY,
            "?21:55 ?06:10> ?07:50> ?17:00>",
            "NNDD",
        ),
        _row("night overtime right up to the day", NIGHT_DAY, "+21:55 -07:45> +07:50>", "NND"),
        _row("night worker stays an hour into the day shift", NIGHT_DAY, "+21:55 -09:00>", "NN"),
        _row("check-in soon after the night is the day's", NIGHT_DAY, "+06:20>", "D"),
        _row(
            "night and day back to back",
            NIGHT_THEN_AT_ONCE,
            "+21:55 -06:04> +06:05> -14:01>",
            "NNDD",
        ),
        _row(
            "early into the day, back to back",
            NIGHT_THEN_AT_ONCE,
            "+21:55 -05:52> +05:53> -14:01>",
            "NNDD",
        ),
        _row(
            "back to back without directions",
            NIGHT_THEN_AT_ONCE,
            "?21:55 ?05:58> ?06:02> ?14:00>",
            "NNDD",
        ),
        _row("double shift", DOUBLE, "+05:55 -14:01 +14:02 -22:00", "AABB"),
        _row("double shift without directions", DOUBLE, "?05:55 ?13:58 ?14:02 ?22:00", "AABB"),
        _row("double shift worked through", DOUBLE, "+05:55 -22:00", "AB"),
        _row(
            "out for lunch in the first of two",
            DOUBLE,
            "+05:55 -12:10 +12:40 -14:00 +14:01 -22:00",
            "AAAABB",
        ),
        _row("left the second one early", DOUBLE, "+05:55 -14:00 +14:01 -15:00", "AABB"),
        _row("came and went before the shift began", DOUBLE, "+13:40 -13:50", "BB"),
        _row("two days with a check-out forgotten", SAME_DAILY, "+08:00 +08:02> -17:00>", "ABB"),
        _row("two days with a check-in forgotten", SAME_DAILY, "+08:00 -17:05>", "AB"),
        _row("from 00:00, arrival 23:50", MIDNIGHT, "+23:50< -08:00 +23:50 -08:00>", "AABB"),
        _row(
            "from 00:00, back to back with an evening",
            "E=16:00-00:00 N=00:00-08:00>",
            "?15:55 ?23:58 ?00:01> ?08:00>",
            "EENN",
        ),
        _row(
            "around the clock, two days running",
            "A=08:00-08:00 B=08:00-08:00>",
            "+08:00 -08:05> +08:06> -08:00>>",
            "AABB",
        ),
        _row(
            "overlapping shifts",
            "A=06:00-14:30 B=14:00-22:00",
            "+06:00 -14:35 +14:36 -22:00",
            "AABB",
        ),
        _row("split shift", "A=08:00-12:00 B=16:00-20:00", "+08:00 -12:00 +15:50 -20:00", "AABB"),
        _row("no roster at all", "", "+08:00", "."),
        _row(
            "worked through into a short one", "A=06:00-14:00 B=14:00-16:00", "+06:00 -16:03", "AB"
        ),
        _row("a long window among short ones", "L=08:00-08:00 S=09:00-10:00>>", "?11:00>", "L"),
        _row(
            "one check-in has one check-out outside", "A=06:00-14:00", "+06:00 -14:00 -19:00", "AA."
        ),
        _row("a sighting leaves the check-in open", "A=06:00-14:00", "+06:00 ?12:00 -19:00", "AAA"),
        _row("as long as a spell of work may be", "A=08:00-17:00", "+08:00 -00:00>", "AA"),
        _row("longer than a spell of work", "A=08:00-17:00", "+08:00 -00:00:01>", "A."),
    ],
)
def test_match(roster: str, text: str, places: str) -> None:
    matches = match_punches(punches(text), _roster(roster))
    assert "".join(one.occurrence.key if one.occurrence else "." for one in matches) == places


@pytest.mark.parametrize(
    ("hours", "at", "day"),
    [
        pytest.param("08:00-17:00", "08:03", "12:00", id="in the shift"),
        pytest.param("00:00-08:00", "23:50<", "12:00", id="just before midnight"),
        pytest.param("22:00-06:00", "06:10", "12:00<", id="the morning after the night"),
        pytest.param("22:00-06:00", "21:00", "12:00", id="the evening before the night"),
        pytest.param("08:00-17:00", "04:00", "12:00", id="long before: the nearest"),
        pytest.param("08:00-17:00", "22:30", "12:00", id="long after: the nearest"),
    ],
)
def test_occurrence_of_a_shift_without_a_roster(hours: str, at: str, day: str) -> None:
    found = occurrence_of_rule(rule(hours), KOLKATA, moment(at), Direction.UNKNOWN)
    assert found.day == moment(day).date()


def test_business_date_is_that_of_the_zone() -> None:
    shift = rule("00:30-08:00")
    found = occurrence_of_rule(shift, KOLKATA, moment("00:30"), Direction.IN)
    assert (found.day, found.start.date()) == (THURSDAY, moment("12:00<").date())
