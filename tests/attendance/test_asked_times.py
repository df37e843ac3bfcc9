"""What a time of day means that somebody names for a day."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from attendance.asked_times import asked_times
from attendance.occurrences import occurrence_on
from tests.attendance.situations import KOLKATA, THURSDAY, moment, rule

NIGHT, MIDNIGHT, DAY, ROUND = "22:00-06:00", "00:00-08:00", "08:00-17:00", "08:00-08:00"
WIDE = {"before_minutes": 720, "after_minutes": 720}


def _row(label: str, hours: str, asked: str, expected: str, **more: object) -> object:
    return pytest.param(hours, asked, expected, more, id=label)


@pytest.mark.parametrize(
    ("hours", "asked", "expected", "more"),
    [
        _row("a day", DAY, "08:00 17:00", "08:00 17:00"),
        _row("a night", NIGHT, "21:55 06:05", "21:55 06:05>"),
        _row("a night's missed going", NIGHT, ". 06:10", ". 06:10>"),
        _row("a night left before midnight", NIGHT, ". 23:30", ". 23:30"),
        _row("a night come to after midnight", NIGHT, "00:20 .", "00:20> ."),
        _row("the evening before midnight", MIDNIGHT, "23:50 .", "23:50< ."),
        _row("both about midnight", MIDNIGHT, "23:50 08:02", "23:50< 08:02"),
        _row("round the clock, come", ROUND, "07:50 .", "07:50 ."),
        _row("round the clock, left", ROUND, ". 08:10", ". 08:10>"),
        _row("a wide night, left", NIGHT, ". 13:00", ". 13:00>", rule=WIDE),
        _row("a wide night, come", NIGHT, "13:00 .", "13:00 .", rule=WIDE),
        _row("of two shifts", f"06:00-10:00 {NIGHT}", "21:50 06:05", "21:50 06:05>"),
        _row("too late to be come to", DAY, "22:30 .", "! ."),
        _row("too early for the window", DAY, ". 03:00", ". !"),
        _row("a long day's going, with its coming", DAY, "08:00 22:30", "08:00 22:30"),
        _row("a long day's going, of a known coming", DAY, ". 22:30", ". 22:30", known="08:00"),
        _row("a long day's going alone", DAY, ". 22:30", ". !"),
        _row("longer than a spell", DAY, ". 00:30", ". !", known="08:00"),
        _row("left before they came", DAY, "09:00 08:30", "09:00 !"),
        _row("no shift", "", "22:00 23:00", "22:00 23:00"),
        _row("no shift, over midnight", "", "22:00 06:00", "22:00 06:00>"),
    ],
)
def test_asked_times(hours: str, asked: str, expected: str, more: dict[str, object]) -> None:
    changes, known = more.get("rule", {}), more.get("known")
    assert isinstance(changes, dict)
    shifts = [occurrence_on(rule(one, **changes), THURSDAY, KOLKATA) for one in hours.split()]
    came, left = (None if one == "." else time.fromisoformat(one) for one in asked.split())
    found = asked_times(
        THURSDAY,
        came,
        left,
        zone=ZoneInfo(KOLKATA),
        shifts=shifts,
        known_in=moment(str(known)) if known else None,
    )
    words = expected.split()
    moments = [None if one in {".", "!"} else moment(one) for one in words]
    unfit = tuple(name for name, one in zip(("came", "left"), words, strict=True) if one == "!")
    assert ([found.came, found.left], found.unfit) == (moments, unfit)
