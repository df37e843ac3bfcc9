"""What each punch of a shift turns out to be."""

from __future__ import annotations

import pytest

from attendance.duplicates import RepeatRule, read_roles
from attendance.vocabulary import PunchRole
from tests.attendance.situations import punches

_LETTERS = {PunchRole.CHECK_IN: "I", PunchRole.CHECK_OUT: "O", PunchRole.DUPLICATE: "D"}


def _row(label: str, text: str, roles: str) -> object:
    return pytest.param(text, roles, id=label)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        _row("in and out", "+08:00 -17:00", "IO"),
        _row("three duplicates", "+08:00 +08:01 +08:02 +11:00", "IDDD"),
        _row("repeated to the end of twelve hours", "+08:00 +20:00", "ID"),
        _row("a second after twelve hours", "+08:00 +20:00:01", "II"),
        _row("sightings after the check-in are repetitions", "+08:00 ?08:01 ?17:00", "IDD"),
        _row("sightings only", "?08:00 ?12:00 ?17:00", "IDD"),
        _row("a sighting after twelve hours can only be leaving", "?08:00 ?20:30", "IO"),
        _row("a camera before the terminal", "?07:55 +08:00 -17:00", "IDO"),
        _row("back from lunch is no duplicate", "+08:00 -12:00 +12:40 -17:00", "IOIO"),
        _row("repeated after lunch", "+08:00 -12:00 +12:40 +12:41 -17:00", "IOIDO"),
        _row("seen on the way out, then back", "+08:00 -12:00 ?12:02 +12:40", "IODI"),
        _row("each check-out moves it", "+08:00 -17:00 -17:05", "IOO"),
        _row("a check-out first", "-06:05 +08:00 -17:00", "OIO"),
        _row("only check-outs", "-17:00 -17:01", "OO"),
        _row("seen leaving after a lone check-out", "-17:00 ?17:02", "OO"),
        _row("over midnight", "+22:00 +01:00> -06:00>", "IDO"),
        _row("nobody", "", ""),
    ],
)
def test_roles(text: str, roles: str) -> None:
    assert "".join(_LETTERS[one.role] for one in read_roles(punches(text))) == roles


def test_window_is_a_setting() -> None:
    short = RepeatRule(window=RepeatRule().debounce)
    roles = [one.role for one in read_roles(punches("+08:00 +08:06"), short)]
    assert roles == [PunchRole.CHECK_IN, PunchRole.CHECK_IN]


def test_an_earlier_punch_that_comes_in_late_takes_the_check_in() -> None:
    late_news, known = punches("+07:50 +08:10")
    roles = {one.punch: one.role for one in read_roles([known, late_news])}
    assert roles == {late_news: PunchRole.CHECK_IN, known: PunchRole.DUPLICATE}


def test_the_same_punch_twice_is_one() -> None:
    (punch,) = punches("+08:00")
    assert len(read_roles([punch, punch, punch])) == 1
