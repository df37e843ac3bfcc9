"""Times without an offset: what the wall's clock meant, and when nobody can know."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from factory.core.clock import in_zone
from factory.core.errors import Invalid
from factory.core.wall_times import ComesTwiceError, meant

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("said", "now", "expected"),
    [
        pytest.param("2026-06-10T12:00", "2026-06-10T10:00", "2026-06-10T10:00", id="any day"),
        pytest.param("2026-10-25T02:30", "2026-10-25T00:30", "2026-10-25T00:30", id="the first"),
        pytest.param("2026-10-25T02:30", "2026-10-25T01:30", "2026-10-25T01:30", id="the second"),
        pytest.param("2026-10-25T02:30", "2026-10-25T01:34", "2026-10-25T01:30", id="on its way"),
        pytest.param("2026-10-25T02:30", "2026-10-25T01:29:30", "2026-10-25T01:30", id="ahead"),
        pytest.param("2026-10-25T02:05", "2026-10-25T00:50", "2026-10-25T00:05", id="first, late"),
        pytest.param("2026-10-25T02:30", "2026-10-25T01:27", None, id="ahead, or an hour late"),
        pytest.param("2026-10-25T02:30", "2026-10-25T01:36", None, id="either, some time ago"),
        pytest.param("2026-10-25T02:30", "2026-11-25T12:00", None, id="either, long ago"),
        pytest.param("2026-10-25T02:30", "2026-01-01T12:00", "2026-10-25T00:30", id="to come"),
        pytest.param("2026-10-25T02:30+01:00", "2026-11-25T12:00", "2026-10-25T01:30", id="said"),
        pytest.param("2026-10-25T03:00", "2026-11-25T12:00", "2026-10-25T02:00", id="after both"),
        pytest.param("2026-03-29T02:30", "2026-11-25T12:00", "2026-03-29T01:30", id="skipped"),
    ],
)
def test_what_was_meant(said: str, now: str, expected: str | None) -> None:
    value, at = datetime.fromisoformat(said), datetime.fromisoformat(now).replace(tzinfo=UTC)
    if expected is None:
        with pytest.raises(ComesTwiceError, match="comes twice"):
            meant(value, BERLIN, at)
        with (
            time_machine.travel(at, tick=False),
            pytest.raises(Invalid, match=r"^This .* its offset, such as 2026-10-25T02"),
        ):
            in_zone(value, BERLIN)
        return
    found = meant(value, BERLIN, at).astimezone(UTC)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)
