"""The guide's usage examples, run: its calls, its keys, and its values where it gives them.

What differs from its text are import paths and names that an example left undefined.
"""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import time_machine
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from pytest_django import Settings

from attendance.shift_integrity import ShiftIntegrityService
from factory.core import clock
from factory.core.models import Heartbeat
from identity.aws_retry import SnapshotCleanupService, create_aws_retry_decorator
from occupancy import services as occupancy
from occupancy.counts import Reading
from occupancy.scheduler import OccupancyScheduler
from tests.attendance.builders import assign, make_employee, make_shift
from tests.builders import default_site
from tests.evidence.builders import keep_pictures_in, make_old_files
from tests.occupancy.builders import utc
from vehicles.quality_gate import VehicleQualityGate

pytestmark = pytest.mark.django_db


# --- Module 1: AWS retries and snapshots ---------------------------------------------------------


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the waits that were asked for, which nobody has to sit through."""
    asked: list[float] = []
    # Its own name for the module: other threads go on sleeping.
    monkeypatch.setattr("identity.retries.time", SimpleNamespace(sleep=asked.append))
    return asked


@pytest.mark.parametrize(
    ("code", "status"),
    [("ServiceUnavailable", 503), ("ThrottlingException", 400)],
)
def test_a_call_of_aws_is_tried_again(code: str, status: int, waits: list[float]) -> None:
    client = boto3.client(
        "rekognition", "us-east-1", aws_access_key_id="id", aws_secret_access_key="secret"
    )
    stubber = Stubber(client)
    for _ in range(3):
        stubber.add_client_error("search_faces_by_image", code, http_status_code=status)
    stubber.add_response("search_faces_by_image", {"FaceMatches": []})

    @create_aws_retry_decorator(max_retries=3)
    def search_faces_by_image(image_bytes: bytes) -> Any:
        return client.search_faces_by_image(
            CollectionId="factory-employees", Image={"Bytes": image_bytes}
        )

    with stubber:
        assert search_faces_by_image(b"jpeg")["FaceMatches"] == []
        assert waits == [1, 2, 4]
        for _ in range(4):
            stubber.add_client_error("search_faces_by_image", code, http_status_code=status)
        with pytest.raises(ClientError, match=code):
            search_faces_by_image(b"jpeg")
        stubber.assert_no_pending_responses()


def test_timeouts_are_tried_again_and_may_be_watched(waits: list[float]) -> None:
    seen: list[tuple[int, float, str]] = []

    @create_aws_retry_decorator(4, lambda *retry: seen.append((*retry[:2], str(retry[2]))))
    def search() -> None:
        raise TimeoutError("too slow")

    with pytest.raises(TimeoutError):
        search()
    assert waits == [1, 2, 4, 8]
    assert seen == [(attempt, 2.0 ** (attempt - 1), "too slow") for attempt in (1, 2, 3, 4)]


def test_old_snapshots_are_cleaned_up(settings: Settings, tmp_path: Path) -> None:
    keep_pictures_in(settings, tmp_path)
    old = make_old_files(tmp_path, count=42, size_mb=1024.5, days=91)
    kept = make_old_files(tmp_path, count=2, size_mb=4, days=89)

    cleanup = SnapshotCleanupService()
    result = cleanup.cleanup_old_snapshots()

    assert result["success"] is True
    assert (result["files_deleted"], result["disk_space_freed_mb"]) == (42, 1024.5)
    assert result["errors"] == []
    assert [file.exists() for file in (*old, *kept)] == [False] * 42 + [True] * 2


# --- Module 2: the vehicle quality gate ----------------------------------------------------------


def test_a_plate_is_validated_and_blocked() -> None:
    gate = VehicleQualityGate()

    result = gate.validate_plate_recognition(
        ocr_text="KA 01 AB 1234", ocr_confidence=0.92, vehicle_track_id=5
    )
    expected = {
        "valid": True,
        "plate_number": "KA01AB1234",
        "confidence": 0.92,
        "status": "UNKNOWN",
        "should_trigger_gate_event": True,
        "alert_message": None,
    }
    assert expected.items() <= result.items()

    gate.register_blocked_vehicle("KA01AB1234", "Stolen vehicle", "Officer_Smith")
    for number in range(1, 5):
        gate.register_blocked_vehicle(f"KA01AB900{number}", "Stolen vehicle", "Officer_Smith")

    stats = gate.get_gate_statistics()
    assert (stats["blocked_vehicles"], stats["ocr_threshold"]) == (5, 0.85)


def test_a_blocked_plate_is_in_the_log_at_once(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    gate = VehicleQualityGate()
    gate.register_blocked_vehicle("KA01AB1234", "Stolen vehicle", "Officer_Smith")
    with django_capture_on_commit_callbacks(execute=True):
        result = gate.validate_plate_recognition("KA 01 AB 1234", 0.92, 5)
    assert (result["valid"], result["status"]) == (False, "BLOCKED")
    assert result["should_trigger_gate_event"] is False
    assert "Stolen vehicle" in result["alert_message"]
    (line,) = [text for text in caplog.messages if "KA01AB1234" in text]
    assert line.startswith("❌")
    assert "Stolen vehicle" in line


# --- Module 3: shift integrity -------------------------------------------------------------------


def test_a_check_in_is_held_against_the_shift() -> None:
    make_employee(default_site(), pk=123)
    shift_service = ShiftIntegrityService()

    result = shift_service.process_shift_status(
        employee_id=123,
        check_in_time=datetime.now(),  # noqa: DTZ005 - as the guide has it
        shift_data={
            "start_time": "08:00:00",
            "end_time": "17:00:00",
            "grace_period_minutes": 5,
        },
    )
    assert result["status"] in {"PRESENT", "LATE", "EARLY_EXIT", "ABSENT"}
    facts = ("is_late", "is_early_exit", "grace_period_applied", "flagged_for_review")
    assert all(isinstance(result[name], bool) for name in (*facts, "skipped_duplicate"))


def test_the_months_summary() -> None:
    employee = make_employee(site := default_site(), pk=123)
    first, last = date(2025, 1, 1), date(2025, 1, 31)
    assign(employee, make_shift(site, grace_in_minutes=5), first, last)
    shift_service = ShiftIntegrityService()
    for number in range(1, 32):
        came = "08:20" if number in {6, 13} else "07:58"
        left = "15:00" if number == 20 else "17:01"
        shift_service.process_shift_status(
            123,
            datetime.fromisoformat(f"2025-01-{number:02}T{came}"),
            check_out_time=datetime.fromisoformat(f"2025-01-{number:02}T{left}"),
        )

    summary = shift_service.get_employee_shift_summary(
        employee_id=123, date_range=(date(2025, 1, 1), date(2025, 1, 31))
    )
    expected = {
        "total_days": 31,
        "on_time": 28,
        "late": 2,
        "early_exits": 1,
        "on_time_percentage": 90.3,
    }
    assert expected.items() <= summary.items()


# --- Module 4: the occupancy scheduler -----------------------------------------------------------


def test_the_scheduler(caplog: pytest.LogCaptureFixture) -> None:
    site = default_site()
    caplog.set_level(logging.INFO, "factory.jobs")
    hour = utc("2025-01-15T14:00:00")
    seconds = range(2400)
    readings = [Reading(1, 0, hour + timedelta(seconds=n), n % 50, n % 2, 0) for n in seconds]
    with time_machine.travel(utc("2025-01-15T14:40:00"), tick=False):
        occupancy.record_logs(site=site, readings=readings)
        for name, queues in {"beat@here.1": [], "worker@here": ["maintenance"]}.items():
            Heartbeat.objects.create(name=name, seen_at=clock.now(), detail={"queues": queues})
        scheduler = OccupancyScheduler()
        scheduler.start()
        status = scheduler.get_scheduler_status()
    assert caplog.messages == [
        "✅ Job 1: Hourly Occupancy Aggregation (every hour at :00)",
        "✅ Job 2: Occupancy Drift Correction (daily at 03:00 AM)",
        "✅ Job 3: Monthly Occupancy Aggregation (1st of month at 00:00)",
    ]
    assert status["running"] is True
    shown = ("id", "name", "next_run_time", "trigger")
    assert [tuple(job[name] for name in shown) for job in status["jobs"]] == [
        (
            "occupancy_hourly_aggregation",
            "Hourly Occupancy Aggregation",
            "2025-01-15T15:00:00+00:00",
            "cron[minute=0]",
        ),
        (
            "occupancy_drift_correction",
            "Occupancy Drift Correction",
            "2025-01-16T03:00:00+00:00",
            "cron[hour=3, minute=0]",
        ),
        (
            "occupancy_monthly_aggregation",
            "Monthly Occupancy Aggregation",
            "2025-02-01T00:00:00+00:00",
            "cron[day=1, hour=0, minute=0]",
        ),
    ]
    with time_machine.travel(utc("2025-01-15T15:00:01"), tick=False):
        result = scheduler.aggregate_occupancy_hourly()
        scheduler.stop()
        assert scheduler.get_scheduler_status()["running"] is False
    expected = {"success": True, "hour": 14, "records_processed": 2400, "aggregate_created": True}
    assert expected.items() <= result.items()
    completed = r"✅ Hourly Occupancy Aggregation completed in \d+\.\d\ds"
    assert any(re.fullmatch(completed, message) for message in caplog.messages)
