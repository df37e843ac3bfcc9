"""The guide's curl tests, typed as it types them, against the running product.

What is added to its commands is who asks; localhost's port is the one that was free.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from factory.supervisor.preflight import free_port
from tests.builders import PASSWORD
from tests.evidence.builders import make_old_files
from tests.services import require
from tests.streaming.capturing import decoded
from tests.system.house import House
from tests.system.shell import Shell

pytestmark = [pytest.mark.slow, pytest.mark.both]

FIRST_PORT = 20_000
PEOPLE = """
from datetime import timedelta
from django_celery_beat.models import PeriodicTask
from factory.core import clock
from occupancy.counts import Reading
from occupancy.services import record_logs
from tests.attendance.builders import make_employee
from tests.builders import default_site, make_user
site, now = default_site(), clock.now()
make_employee(site, pk=123)
make_user(username="admin", superuser=True)
hour = now.replace(minute=0, second=0, microsecond=0)
# In the hour that has closed, and in the one that may close meanwhile.
times = hour - timedelta(minutes=5), now
record_logs(site=site, readings=[Reading(1, 0, at, None, 3, 1) for at in times])
# What was missed is caught up with at the start: it would clean up before the guide's call does.
PeriodicTask.objects.filter(name="identity_snapshot_cleanup").update(enabled=False)
answer = site.pk
"""
CONSOLE = """
from occupancy.scheduler import OccupancyScheduler
scheduler = OccupancyScheduler()
scheduler.start()
print(scheduler.get_scheduler_status())
answer = scheduler.get_scheduler_status()
"""
STRICTER = """
from identity.aws_retry import SnapshotCleanupService
from vehicles.quality_gate import VehicleQualityGate
gate = VehicleQualityGate()
read = [gate.validate_plate_recognition("KA01AB1234", confidence)["valid"] for confidence in (0.9, 0.91)]
answer = [read, gate.get_gate_statistics()["ocr_threshold"], SnapshotCleanupService().retention_days]
"""


@dataclass
class Guide:
    """The running product, and somebody who types curls."""

    house: House
    port: int
    token: str = ""

    def typed(self, command: str, *more: str) -> bytes:
        words = shlex.split(command.replace("\\\n", " ").replace(":8000", f":{self.port}"))
        signed = ["-H", f"Authorization: Bearer {self.token}"] if self.token else []
        done = subprocess.run(
            [*words, "-s", "--noproxy", "*", *signed, *more], capture_output=True, check=False
        )
        return done.stdout

    def answer(self, command: str) -> tuple[int, Any]:
        """Return the status and the JSON of what the command is answered."""
        body, _, status = self.typed(command, "-w", "\n%{http_code}").rpartition(b"\n")
        return int(status), json.loads(body or "null")

    def says(self, command: str) -> dict[str, Any]:
        status, body = self.answer(command)
        assert status == 200, body
        found: dict[str, Any] = body
        return found

    def log(self) -> str:
        return (self.house.ground.folder / "backend.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def guide() -> Iterator[Guide]:
    """Start web, worker, beat and the camera that RTSP_URL names, as ``make run`` does."""
    require(shutil.which("curl"), "curl")
    with tempfile.TemporaryDirectory(prefix="guide-") as folder:
        made = Guide(House(Path(folder)), free_port("127.0.0.1", FIRST_PORT + os.getpid() % 10_000))
        try:
            _start(made)
            yield made
        finally:
            made.house.end()


def _start(guide: Guide) -> None:
    house = guide.house
    house.ground.environment |= {
        "DJANGO_SETTINGS_MODULE": "factory.settings",
        "RTSP_URL": "scene:gate-line?seed=1",
        "CAMERA_ID": "CAM-MAIN",
        "PORT": str(guide.port),
    }
    house.ground.lay()
    house.ask(PEOPLE)
    for words in (["serve"], ["run_cameras", "--no-vision"]):
        house.start(sys.executable, "manage.py", *words)
    house.worker()
    house.beat()
    house.until(lambda: guide.typed("curl http://localhost:8000/api/health"))
    signed = guide.says(
        "curl -X POST http://localhost:8000/api/v1/auth/token -H 'Content-Type: application/json' "
        f"-d '{json.dumps({'username': 'admin', 'password': PASSWORD})}'"
    )
    guide.token = signed["token"]
    running = "curl http://localhost:8000/api/v1/occupancy/scheduler-status"
    house.until(lambda: guide.says(running)["running"])


def test_1_attendance_shift_integrity(guide: Guide) -> None:
    """Within the grace is on time: of the guide's two statements its rule stands (README)."""
    result = guide.says("""
        curl -X POST http://localhost:8000/api/v1/attendance/check-in \\
          -H "Content-Type: application/json" \\
          -d '{
            "employee_id": 123,
            "check_in_time": "2025-01-15T08:03:45",
            "shift_data": {
              "start_time": "08:00:00",
              "end_time": "17:00:00",
              "grace_period_minutes": 5
            }
          }'
    """)
    assert result.pop("message")
    assert result == {
        "employee_id": 123,
        "status": "PRESENT",
        "check_in_time": "2025-01-15T08:03:45Z",
        "check_out_time": None,
        "is_late": False,
        "late_minutes": 0,
        "is_early_exit": False,
        "early_minutes": 0,
        "grace_period_applied": True,
        "flagged_for_review": False,
        "skipped_duplicate": False,
    }


def test_2_vehicle_quality_gate(guide: Guide) -> None:
    result = guide.says("""
        curl -X POST http://localhost:8000/api/v1/vehicle/validate-plate \\
          -H "Content-Type: application/json" \\
          -d '{
            "ocr_text": "KA 01 AB 1234",
            "ocr_confidence": 0.92,
            "vehicle_track_id": 5
          }'
    """)
    expected = {
        "valid": True,
        "plate_number": "KA01AB1234",
        "confidence": 0.92,
        "status": "UNKNOWN",
        "should_trigger_gate_event": True,
        "requires_manual_review": False,
        "alert_message": None,
    }
    assert expected.items() <= result.items()


def test_3_occupancy_scheduler(guide: Guide) -> None:
    status = guide.says("curl http://localhost:8000/api/v1/occupancy/scheduler-status")
    assert status["running"] is True
    assert {job["id"]: (job["name"], job["trigger"]) for job in status["jobs"]} == {
        "occupancy_hourly_aggregation": ("Hourly Occupancy Aggregation", "cron[minute=0]"),
        "occupancy_drift_correction": ("Occupancy Drift Correction", "cron[hour=3, minute=0]"),
        "occupancy_monthly_aggregation": (
            "Monthly Occupancy Aggregation",
            "cron[day=1, hour=0, minute=0]",
        ),
    }
    assert all(job["next_run_time"] for job in status["jobs"])

    result = guide.says("curl -X POST http://localhost:8000/api/v1/occupancy/trigger-aggregation")
    assert (result["success"], result["aggregate_created"]) == (True, True)
    assert result["records_processed"] >= 1
    assert result["hour"] == int(result["period_start"][11:13])
    completed = r"✅ Hourly Occupancy Aggregation completed in \d+\.\d\ds\b"
    assert re.search(completed, guide.log())


def test_4_snapshot_cleanup(guide: Guide) -> None:
    snapshots = guide.house.ground.folder / "snapshots"
    assert {folder.name for folder in snapshots.iterdir()} >= {"unknown", "faces", "vehicles"}
    make_old_files(snapshots, count=42, size_mb=1024.5, days=91)
    kept = make_old_files(snapshots, count=1, size_mb=1, days=89)
    stats = "curl http://localhost:8000/api/v1/identity/snapshot-stats"
    before = guide.says(stats)
    assert (before["total_files"], before["total_size_mb"], before["old_files"]) == (43, 1025.5, 42)

    result = guide.says("curl -X POST http://localhost:8000/api/v1/identity/cleanup-snapshots")
    assert (result["files_deleted"], result["disk_space_freed_mb"]) == (42, 1024.5)
    assert (result["success"], result["errors"]) == (True, [])

    after = guide.says(stats)
    assert (after["total_files"], after["total_size_mb"], after["old_files"]) == (1, 1.0, 0)
    assert set(after["by_directory"]) >= {"unknown", "faces"}
    assert kept[0].exists()


@pytest.mark.parametrize("api", ["/api", "/api/v1"])
def test_5_video_streaming(guide: Guide, api: str) -> None:
    status = f"curl http://localhost:8000{api}/video_feed/status"
    guide.house.until(lambda: guide.says(status)["fps"] > 0)
    result = guide.says(status)
    assert result["connected"] is True
    assert result["frames_read"] > 0
    assert isinstance(result["fps"], int | float)

    stream = guide.typed(f"curl http://localhost:8000{api}/video_feed", "-i", "--max-time", "2")
    head, _, body = stream.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"content-type: multipart/x-mixed-replace; boundary=frame" in head.lower()
    pictures = [part.partition(b"\r\n\r\n") for part in body.split(b"--frame\r\n")[1:-1]]
    assert len(pictures) > 10
    for part_head, _, picture in pictures:
        assert b"content-type: image/jpeg" in part_head.lower()
        assert decoded(picture.removesuffix(b"\r\n")).shape == (720, 1280, 3)


@pytest.mark.parametrize("api", ["/api", "/api/v1"])
def test_system_health(guide: Guide, api: str) -> None:
    anybody = Guide(guide.house, guide.port)
    guide.house.until(lambda: anybody.says(f"curl http://localhost:8000{api}/health")["services"])
    health = anybody.says(f"curl http://localhost:8000{api}/health")
    assert health["status"] in {"healthy", "degraded"}
    assert set(health) == {"status", "timestamp", "services"}
    assert {"database", "broker", "beat", "worker.maintenance"} <= set(health["services"])
    info = guide.says(f"curl http://localhost:8000{api}/system-info")
    assert info["versions"]["app"]
    assert info["uptime_seconds"] > 0
    assert "streaming" in info["modules"]
    assert anybody.answer(f"curl http://localhost:8000{api}/system-info")[0] == 401


CLOSED: list[str] = [
    "-X POST http://localhost:8000/api/v1/attendance/check-in",
    "-X POST http://localhost:8000/api/v1/vehicle/validate-plate",
    "http://localhost:8000/api/v1/occupancy/scheduler-status",
    "-X POST http://localhost:8000/api/v1/occupancy/trigger-aggregation",
    "-X POST http://localhost:8000/api/v1/identity/cleanup-snapshots",
    "http://localhost:8000/api/v1/identity/snapshot-stats",
    "http://localhost:8000/api/video_feed",
    "http://localhost:8000/api/video_feed/status",
]


@pytest.mark.parametrize("command", CLOSED)
def test_without_signing_in_there_is_nothing_but_health(guide: Guide, command: str) -> None:
    status, problem = Guide(guide.house, guide.port).answer(f"curl {command}")
    assert (status, problem["status"]) == (401, 401)


def test_the_log_shows_blocked_vehicles_and_jobs_by_their_marks(guide: Guide) -> None:
    post = "curl -X POST -H 'Content-Type: application/json' http://localhost:8000/api/v1/vehicle/"
    guide.says(f"""{post}block-plate -d '{{"plate": "MH12XY9999", "reason": "Stolen"}}'""")
    read = guide.says(
        f"""{post}validate-plate -d '{{"ocr_text": "MH 12 XY 9999", "ocr_confidence": 0.99}}'"""
    )
    assert (read["valid"], read["status"]) == (False, "BLOCKED")
    grep = ["grep", r"✅\|❌\|⚠️", str(guide.house.ground.folder / "backend.log")]
    lines = subprocess.run(grep, capture_output=True, text=True, check=True).stdout.splitlines()
    assert any("❌" in line and "MH12XY9999" in line and "Stolen" in line for line in lines)


def test_the_scheduler_is_seen_running_from_a_console(guide: Guide) -> None:
    status = guide.house.ask(CONSOLE)
    assert status["running"] is True
    assert len(status["jobs"]) == 3


def test_the_environment_changes_threshold_and_retention(guide: Guide) -> None:
    changed = {"OCR_CONFIDENCE_THRESHOLD": "0.90", "SNAPSHOT_RETENTION_DAYS": "180"}
    shell = Shell(guide.house.ground.environment | changed)
    try:
        assert shell.ask(STRICTER) == [[False, True], 0.90, 180]
    finally:
        shell.end()
