"""Reading cells: what people type, and what they are told where it cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from factory.core.errors import Invalid
from factory.exchange.rows import Row
from factory.sites.models import Device

INDIA, BERLIN = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)


def row(text: str) -> Row:
    return Row(2, {"cell": text})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("31/01/2026", date(2026, 1, 31)),
        ("31-01-2026", date(2026, 1, 31)),
        ("01.02.2026", date(2026, 2, 1)),
        ("31-Jan-2026", date(2026, 1, 31)),
        ("", None),
    ],
)
def test_days_are_read_day_first(text: str, day: date | None) -> None:
    assert row(text).day("cell") == day


@pytest.mark.parametrize(
    ("text", "hour"), [("07:30", time(7, 30)), ("7:30", time(7, 30)), ("07:30 PM", time(19, 30))]
)
def test_times_of_day(text: str, hour: time) -> None:
    assert row(text).hour("cell") == hour


def test_a_moment_is_of_the_site() -> None:
    expected = datetime(2026, 1, 31, 2, tzinfo=UTC)
    assert row("2026-01-31 07:30").moment("cell", INDIA, NOW) == expected
    assert row("31/01/2026").moment("cell", INDIA, NOW) == datetime(2026, 1, 31, tzinfo=INDIA)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(NOW, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="yet to come: the first"),
        pytest.param(datetime(2026, 11, 25, tzinfo=UTC), None, id="long ago: nobody knows"),
    ],
)
def test_a_time_that_comes_twice_has_the_same_answer_as_everywhere(
    now: datetime, expected: datetime | None
) -> None:
    cell = row("25/10/2026 02:30")
    if expected is not None:
        found = cell.moment("cell", BERLIN, now)
        assert found is not None
        assert found.astimezone(UTC) == expected
        return
    with pytest.raises(Invalid, match="comes twice") as caught:
        cell.moment("cell", BERLIN, now)
    assert list(caught.value.fields) == ["cell"]


def test_a_day_begins_with_the_first_of_two_midnights() -> None:
    """In Havana the clocks go from one back to midnight."""
    found = row("2026-11-01").moment("cell", ZoneInfo("America/Havana"), NOW.replace(year=2027))
    assert found is not None
    assert found.astimezone(UTC) == datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value"), [("yes", True), ("TRUE", True), ("0", False), ("n", False), ("", None)]
)
def test_flags(text: str, value: bool | None) -> None:
    assert row(text).flag("cell") is value


@pytest.mark.parametrize("text", ["anpr", "ANPR", "anpr camera"])
def test_a_choice_by_value_or_label(text: str) -> None:
    assert row(text).choice("cell", Device.Kind.choices) == "anpr"


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        ("day", "31.31.2026", "not a day"),
        ("hour", "25:00", "not a time of day"),
        ("flag", "maybe", "neither yes nor no"),
        ("whole", "4.5", "not a whole number"),
        ("text", "x" * 201, "At most 200"),
    ],
)
def test_what_cannot_be_read_names_its_column(read: str, text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as caught:
        getattr(row(text), read)("cell")
    assert set(caught.value.fields) == {"cell"}


@pytest.mark.parametrize("read", ["day", "hour", "flag", "whole", "text"])
def test_a_column_that_is_not_there_is_empty(read: str) -> None:
    bare: Any = Row(2, {})
    assert not getattr(bare, read)("cell")
    assert not bare.has("cell")
