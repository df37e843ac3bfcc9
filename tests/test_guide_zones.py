"""The guide's check-in with ``datetime.now()``: a naive time is the site's wall clock, wherever it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from attendance.shift_integrity import ShiftIntegrityService
from factory.core.errors import Invalid
from tests.attendance.builders import make_employee
from tests.builders import default_site

ROOT = Path(__file__).resolve().parents[1]
ZONES = ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati"]
SHIFT = {"start_time": "08:00:00", "end_time": "17:00:00", "grace_period_minutes": 5}


def check_in_now() -> dict[str, Any]:
    """Do what the guide's example does."""
    return ShiftIntegrityService().process_shift_status(
        employee_id=123,
        check_in_time=datetime.now(),  # noqa: DTZ005 - as the guide has it
        shift_data=SHIFT,
    )


def wall_clock(text: str, zone: str) -> datetime:
    """Return the moment when clocks in ``zone`` show it; time_machine sets the process's zone too."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("shown", "status", "late", "grace"),
    [
        ("2025-01-15T07:58:00", "PRESENT", 0, False),
        ("2025-01-15T08:03:45", "PRESENT", 0, True),
        ("2025-01-15T08:07:00", "LATE", 7, False),
    ],
)
def test_on_the_sites_own_clock(zone: str, shown: str, status: str, late: int, grace: bool) -> None:
    make_employee(default_site(time_zone=zone), pk=123)
    with time_machine.travel(wall_clock(shown, zone), tick=False):
        result = check_in_now()
    assert (result["status"], result["late_minutes"]) == (status, late)
    assert result["grace_period_applied"] is grace
    assert datetime.fromisoformat(str(result["check_in_time"])) == wall_clock(shown, zone)


@pytest.mark.django_db
def test_a_clock_behind_the_sites_is_still_read_as_the_sites() -> None:
    make_employee(default_site(time_zone="Asia/Kolkata"), pk=123)
    with time_machine.travel(wall_clock("2025-01-15T08:03:45", "UTC"), tick=False):
        result = check_in_now()
    assert result["status"] == "PRESENT"
    there = wall_clock("2025-01-15T08:03:45", "Asia/Kolkata")
    assert datetime.fromisoformat(str(result["check_in_time"])) == there


@pytest.mark.django_db
def test_a_clock_ahead_of_the_sites_names_a_time_that_has_not_come() -> None:
    make_employee(default_site(time_zone="UTC"), pk=123)
    with (
        time_machine.travel(wall_clock("2025-01-15T08:03:45", "Asia/Kolkata"), tick=False),
        pytest.raises(Invalid, match="IN_THE_FUTURE"),
    ):
        check_in_now()


CLOCK = """
import django
from datetime import datetime
django.setup()
print(datetime.now().astimezone().utcoffset())
"""


@pytest.mark.parametrize("machine", ["UTC", "America/New_York"])
def test_the_products_own_clock_is_the_default_sites(machine: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "TZ": machine,
            "TIME_ZONE": "Asia/Kolkata",
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "factory.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", CLOCK],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
        )
    assert done.stdout.decode().strip() == "5:30:00"
