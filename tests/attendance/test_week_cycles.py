"""Weekly offs, fixed and rotating."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from attendance.week_cycles import WeekCycle

SUNDAYS = WeekCycle(date(2026, 1, 1), (frozenset({6}),))
# The weeks of 5 January and 12 January: Saturday and Sunday off, then Monday off.
ROTATING = WeekCycle(date(2026, 1, 7), (frozenset({5, 6}), frozenset({0})))


@pytest.mark.parametrize(
    ("offs", "day", "is_off"),
    [
        pytest.param(SUNDAYS, date(2026, 1, 18), True, id="a Sunday"),
        pytest.param(SUNDAYS, date(2026, 1, 17), False, id="a Saturday"),
        pytest.param(SUNDAYS, date(2025, 12, 28), True, id="a Sunday before the anchor"),
        pytest.param(ROTATING, date(2026, 1, 5), False, id="first week, Monday"),
        pytest.param(ROTATING, date(2026, 1, 10), True, id="first week, Saturday"),
        pytest.param(ROTATING, date(2026, 1, 11), True, id="first week, Sunday"),
        pytest.param(ROTATING, date(2026, 1, 12), True, id="second week, Monday"),
        pytest.param(ROTATING, date(2026, 1, 17), False, id="second week, Saturday"),
        pytest.param(ROTATING, date(2026, 1, 24), True, id="third week is the first again"),
        pytest.param(ROTATING, date(2025, 12, 29), True, id="the week before is the second"),
    ],
)
def test_weekly_off(*, offs: WeekCycle, day: date, is_off: bool) -> None:
    assert offs.has(day) is is_off


def test_a_cycle_without_weeks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^weeks: "):
        WeekCycle(date(2026, 1, 1), ())


@pytest.mark.parametrize("weekday", [7, -1, 6.0, True])
def test_a_weekday_that_is_none_is_refused(weekday: Any) -> None:
    with pytest.raises(ValueError, match=r"^weeks: "):
        WeekCycle(date(2026, 1, 1), (frozenset({weekday}),))
