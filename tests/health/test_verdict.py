"""From parts to one word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factory.health.verdict import Service, Status, http_status, report, verdict

DATABASE = Service("database", ok=True, vital=True)
BROKER = Service("broker", ok=True)
NO_DATABASE = Service("database", ok=False, detail="no answer", vital=True)
NO_BROKER = Service("broker", ok=False, detail="no answer")


@pytest.mark.parametrize(
    ("services", "expected", "code"),
    [
        ([DATABASE, BROKER], Status.HEALTHY, 200),
        ([DATABASE, NO_BROKER], Status.DEGRADED, 200),
        ([NO_DATABASE, BROKER], Status.UNHEALTHY, 503),
        ([NO_DATABASE, NO_BROKER], Status.UNHEALTHY, 503),
    ],
    ids=["all up", "one down", "the vital one down", "all down"],
)
def test_verdict(services: list[Service], expected: Status, code: int) -> None:
    assert verdict(services) == expected
    assert http_status(expected) == code


def test_report_names_what_is_down() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert report([DATABASE, NO_BROKER], at) == {
        "status": "degraded",
        "timestamp": "2026-03-02T12:00:00+00:00",
        "services": {
            "database": {"status": "up", "detail": ""},
            "broker": {"status": "down", "detail": "no answer"},
        },
    }
