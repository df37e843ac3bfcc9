"""The guide's customization: each of its options changed, and the change seen.

What the environment says is held in test_guide_curls, on a system that is started with it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django_celery_beat.models import CrontabSchedule, PeriodicTask
from pytest_django import Settings

from attendance.shift_integrity import ShiftIntegrityService
from factory.sites.services import change_setting
from identity.aws_retry import SnapshotCleanupService
from occupancy.scheduler import OccupancyScheduler
from tests.attendance.builders import GUIDE_SHIFT, make_employee
from tests.builders import default_site
from tests.evidence.builders import keep_pictures_in, make_old_files
from tests.occupancy.builders import utc
from vehicles.quality_gate import VehicleQualityGate

pytestmark = pytest.mark.django_db
NOW = utc("2025-01-15T14:10:00")
HOURLY, DRIFT, MONTHLY = range(3)


def job(number: int) -> dict[str, Any]:
    """Return what the scheduler's status says of one of its three jobs."""
    with time_machine.travel(NOW, tick=False):
        found: dict[str, Any] = OccupancyScheduler().get_scheduler_status()["jobs"][number]
    return found


def test_counts_are_set_right_at_the_sites_hour() -> None:
    change_setting(
        site=default_site(),
        name="occupancy.reset_hour",
        value=5,
        since=NOW - timedelta(days=1),
        who=None,
    )
    assert job(DRIFT)["next_run_time"] == "2025-01-16T05:00:00+00:00"
    assert job(HOURLY)["next_run_time"] == "2025-01-15T15:00:00+00:00"


def test_the_bells_are_rows_to_edit_and_to_switch_off() -> None:
    default_site()
    bell = PeriodicTask.objects.get(name=job(DRIFT)["id"])
    bell.crontab = CrontabSchedule.objects.create(minute="30", hour="4")
    bell.save()
    assert job(DRIFT)["trigger"] == "cron[hour=4, minute=30]"
    bell.enabled = False
    bell.save()
    assert job(DRIFT)["next_run_time"] is None
    assert job(MONTHLY)["next_run_time"] is not None


def test_a_stricter_threshold_from_now_on() -> None:
    gate = VehicleQualityGate()
    before = gate.validate_plate_recognition("KA 01 AB 1234", 0.90, 5)
    change_setting(site=default_site(), name="vehicles.ocr_threshold", value=0.90, who=None)
    after = gate.validate_plate_recognition("KA 01 AB 1234", 0.90, 5)
    above = gate.validate_plate_recognition("KA 01 AB 1234", 0.91, 5)
    assert [one["valid"] for one in (before, after, above)] == [True, False, True]
    assert gate.get_gate_statistics()["ocr_threshold"] == 0.90


@pytest.mark.parametrize(("grace", "late"), [(5, True), (10, False)])
def test_another_grace_period(grace: int, late: bool) -> None:
    make_employee(default_site(), pk=123)
    shift_data = GUIDE_SHIFT | {"grace_period_minutes": grace}
    came = datetime.fromisoformat("2025-01-15T08:07:00")
    result = ShiftIntegrityService().process_shift_status(123, came, shift_data)
    assert (result["is_late"], result["grace_period_applied"]) == (late, not late)
    assert result["status"] == ("LATE" if late else "PRESENT")


def test_longer_retention(settings: Settings, tmp_path: Path) -> None:
    keep_pictures_in(settings, tmp_path)
    settings.SNAPSHOT_RETENTION_DAYS = 180
    (young,) = make_old_files(tmp_path, count=1, size_mb=1, days=179)
    (old,) = make_old_files(tmp_path, count=1, size_mb=1, days=181)
    assert SnapshotCleanupService().cleanup_old_snapshots()["files_deleted"] == 1
    assert (young.exists(), old.exists()) == (True, False)
