"""What terminals say, and clocks that are wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from attendance.punches import ClockError, PunchFact, clock_error, direction_of_code, in_order
from attendance.vocabulary import Direction
from tests.attendance.situations import moment, punches

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "direction"),
    [
        *[(code, Direction.IN) for code in (0, 3, 4)],
        *[(code, Direction.OUT) for code in (1, 2, 5)],
        *[(code, Direction.UNKNOWN) for code in (255, 15, -1, None)],
    ],
)
def test_direction_of_a_terminals_code(code: int | None, direction: Direction) -> None:
    assert direction_of_code(code) is direction


@pytest.mark.parametrize(
    ("at", "error"),
    [
        pytest.param(NOW, None, id="now"),
        pytest.param(NOW - timedelta(days=6), None, id="a box that was offline for days"),
        pytest.param(NOW + timedelta(minutes=10), None, id="a clock a little ahead"),
        pytest.param(NOW + timedelta(minutes=11), ClockError.IN_THE_FUTURE, id="too far ahead"),
        pytest.param(datetime(2063, 1, 1, tzinfo=UTC), ClockError.IN_THE_FUTURE, id="2063"),
        pytest.param(datetime(2000, 1, 1, tzinfo=UTC), ClockError.TOO_OLD, id="2000"),
        pytest.param(NOW - timedelta(days=91), ClockError.TOO_OLD, id="91 days"),
        pytest.param(NOW - timedelta(days=90), None, id="90 days"),
    ],
)
def test_clock_error(at: datetime, error: ClockError | None) -> None:
    assert clock_error(at, received_at=NOW) is error


def test_a_punch_needs_a_zone() -> None:
    with pytest.raises(ValueError, match=r"^at: "):
        PunchFact("1", datetime(2026, 1, 15, 8))


def test_a_punch_is_kept_in_utc() -> None:
    assert PunchFact("1", moment("08:00")).at.isoformat() == "2026-01-15T02:30:00+00:00"


def test_the_same_second_has_one_order() -> None:
    found = in_order(punches("+08:00 ?08:00 -08:00"))
    assert [one.direction for one in found] == [Direction.OUT, Direction.UNKNOWN, Direction.IN]
