"""Times in words: by the wall clock of a zone, else of whoever looks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from factory.core.clock import wall_time

KOLKATA = ZoneInfo("Asia/Kolkata")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "reader", "text"),
    [
        pytest.param(NOON, None, "UTC", "2026-03-02 12:00:00", id="the reader's"),
        pytest.param(NOON, None, "Asia/Kolkata", "2026-03-02 17:30:00", id="another reader's"),
        pytest.param(NOON, KOLKATA, "UTC", "2026-03-02 17:30:00", id="the site's"),
        pytest.param(NOON, "Asia/Kolkata", "UTC", "2026-03-02 17:30:00", id="by name"),
        pytest.param(NOON, "Old/Zone", "UTC", "2026-03-02 12:00:00", id="a name not known here"),
        pytest.param(NOON, "../x", "UTC", "2026-03-02 12:00:00", id="no name"),
        pytest.param(
            datetime.max.replace(tzinfo=UTC),
            KOLKATA,
            "UTC",
            "9999-12-31 23:59:59",
            id="what the zone cannot tell",
        ),
    ],
)
def test_wall_time(moment: datetime, zone: ZoneInfo | str | None, reader: str, text: str) -> None:
    with timezone.override(reader):
        assert wall_time(moment, zone) == text
