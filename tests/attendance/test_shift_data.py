"""The guide's shift_data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

import pytest

from attendance.shift_data import shift_from_data
from attendance.shifts import ShiftRule
from tests.attendance.situations import rule

GUIDE = {"start_time": "08:00:00", "end_time": "17:00:00", "grace_period_minutes": 5}


def test_the_guides_example() -> None:
    assert shift_from_data(GUIDE) == rule("08:00-17:00", grace_in_minutes=5)


def test_hours_and_minutes_suffice() -> None:
    found = shift_from_data({"start_time": "22:00", "end_time": "06:00"})
    assert (found.start, found.end, found.is_overnight) == (time(22), time(6), True)


def test_seconds_are_kept() -> None:
    assert shift_from_data({**GUIDE, "start_time": "08:00:30"}).start == time(8, 0, 30)


def test_times_may_be_times() -> None:
    assert shift_from_data({**GUIDE, "end_time": time(16, 30)}).end == time(16, 30)


def test_minutes_may_be_digits() -> None:
    assert shift_from_data({**GUIDE, "grace_period_minutes": "10"}).grace_in_minutes == 10


def test_no_grace_is_a_grace() -> None:
    found = shift_from_data({**GUIDE, "grace_period_minutes": 0}, base=rule(grace_in_minutes=7))
    assert found.grace_in_minutes == 0


def test_grace_is_that_of_the_base_where_not_given() -> None:
    base = rule("06:00-14:00", grace_in_minutes=7, break_minutes=30)
    found = shift_from_data({"start_time": "08:00", "end_time": "17:00"}, base=base)
    assert found == rule("08:00-17:00", grace_in_minutes=7, break_minutes=30)


def test_grace_given_goes_before_the_bases() -> None:
    found = shift_from_data(GUIDE, base=rule(grace_in_minutes=7))
    assert found.grace_in_minutes == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"start_time": None}, "start_time", id="no start"),
        pytest.param({"start_time": "8:00"}, "start_time", id="one digit"),
        pytest.param({"start_time": "24:00"}, "start_time", id="hour 24"),
        pytest.param({"start_time": "08:60"}, "start_time", id="minute 60"),
        pytest.param({"start_time": "08:00:61"}, "start_time", id="second 61"),
        pytest.param({"start_time": "08:00+05:30"}, "start_time", id="with an offset"),
        pytest.param(
            {"start_time": "\N{ARABIC-INDIC DIGIT ZERO}8:00"}, "start_time", id="other digits"
        ),
        pytest.param({"start_time": "08:00\n"}, "start_time", id="a line's end"),
        pytest.param({"end_time": 17}, "end_time", id="a number"),
        pytest.param({"end_time": ""}, "end_time", id="empty"),
        pytest.param({"grace_period_minutes": -1}, "grace_period_minutes", id="negative"),
        pytest.param({"grace_period_minutes": True}, "grace_period_minutes", id="a boolean"),
        pytest.param({"grace_period_minutes": 5.5}, "grace_period_minutes", id="a fraction"),
        pytest.param({"grace_period_minutes": 100000}, "grace_period_minutes", id="over a day"),
        pytest.param({"grace_minutes": 5}, "grace_minutes", id="an unknown field"),
    ],
)
def test_errors_start_with_the_field(changes: Mapping[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=rf"^{field}: "):
        shift_from_data({**GUIDE, **changes})


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValueError, match=r"^end_time: "):
        shift_from_data({"start_time": "08:00"})


def test_a_grace_that_is_null_is_as_good_as_none() -> None:
    given = {"start_time": "08:00", "end_time": "17:00", "grace_period_minutes": None}
    base = ShiftRule(start=time(6), end=time(14), grace_in_minutes=12)
    assert shift_from_data(given, base=base).grace_in_minutes == 12
