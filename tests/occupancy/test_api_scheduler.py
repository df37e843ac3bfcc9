"""The guide's scheduler over HTTP and as a facade: its dictionaries, scoped."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django_celery_beat.models import PeriodicTask

from factory.core.models import Heartbeat, Job
from factory.core.schedules import statuses
from factory.sites.models import Site
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import LiveCount
from occupancy.periods import HOURLY
from occupancy.scheduler import OccupancyScheduler
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, utc

pytestmark = pytest.mark.django_db
NOW = utc("2025-01-15T14:10:00")
BASE = "/api/v1/occupancy/"


def counted(site: Site) -> None:
    for text in ("13:05", "13:06", "14:02"):
        at = utc(f"2025-01-15T{text}")
        services.record_logs(site=site, readings=[Reading(1, 0, at, None, 3, 1)])


def alive(*names: str) -> None:
    for name in names:
        queues = ["maintenance"] if "worker" in name else []
        Heartbeat.objects.create(name=name, seen_at=NOW, detail={"queues": queues})


def post(site: Site, path: str, body: dict[str, Any] | None = None, role: str = "manager") -> Any:
    client = client_of(make_user((site, role)))
    with time_machine.travel(NOW, tick=False):
        return client.post(BASE + path, body or {}, format="json")


def test_the_facades_hour() -> None:
    with time_machine.travel(NOW, tick=False):
        counted(default_site())
        result = OccupancyScheduler().aggregate_occupancy_hourly()
    assert result.pop("duration_seconds") >= 0
    assert result == {
        "success": True,
        "hour": 13,
        "period_start": "2025-01-15T13:00:00+00:00",
        "records_processed": 2,
        "aggregate_created": True,
    }


def test_the_facades_correction_and_month() -> None:
    with time_machine.travel(NOW, tick=False):
        counted(default_site())
        scheduler = OccupancyScheduler()
        assert scheduler.apply_occupancy_drift_correction() == {"success": True, "cameras_reset": 1}
        month = scheduler.aggregate_occupancy_monthly()
    assert LiveCount.objects.get().count == 0
    assert month == {"success": True, "month": "2024-12-01", "rows": 0}


def test_status_as_in_the_guide() -> None:
    site = default_site(time_zone="Asia/Kolkata")
    alive("beat@here.1", "worker@here")
    with time_machine.travel(NOW, tick=False):
        tasks.hourly_aggregation()
        client = client_of(make_user((site, "viewer")))
        body = client.get(BASE + "scheduler-status").json()
    assert body["running"] is True
    hourly, drift, monthly = body["jobs"]
    assert hourly == {
        "id": "occupancy_hourly_aggregation",
        "name": "Hourly Occupancy Aggregation",
        "next_run_time": "2025-01-15T20:00:00+05:30",
        "trigger": "cron[minute=0]",
        "last_run_time": "2025-01-15T19:40:00+05:30",
        "last_status": "done",
        "missed": 0,
    }
    assert (drift["id"], drift["next_run_time"]) == (
        "occupancy_drift_correction",
        "2025-01-16T03:00:00+05:30",
    )
    assert (monthly["trigger"], monthly["next_run_time"]) == (
        "cron[day=1, hour=0, minute=0]",
        "2025-02-01T00:00:00+05:30",
    )


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([], id="nobody"),
        pytest.param(["beat@here.1"], id="no worker"),
        pytest.param(["worker@here"], id="no beat"),
    ],
)
def test_running_needs_beat_and_a_worker(names: list[str]) -> None:
    default_site()
    alive(*names)
    with time_machine.travel(NOW, tick=False):
        assert OccupancyScheduler().get_scheduler_status()["running"] is False


def test_stop_and_start_switch_the_rows() -> None:
    default_site()
    alive("beat@here.1", "worker@here")
    scheduler = OccupancyScheduler()
    mine = PeriodicTask.objects.filter(name__startswith="occupancy_")
    with time_machine.travel(NOW, tick=False):
        scheduler.stop()
        assert set(mine.values_list("enabled", flat=True)) == {False}
        status = scheduler.get_scheduler_status()
        assert status["running"] is False
        assert [job["next_run_time"] for job in status["jobs"]] == [None, None, None]
        scheduler.start()
        assert set(mine.values_list("enabled", flat=True)) == {True}
        assert scheduler.get_scheduler_status()["running"] is True


def test_what_was_missed_is_said() -> None:
    default_site()
    with time_machine.travel(utc("2025-01-15T10:00:05"), tick=False):
        tasks.hourly_aggregation()
    with time_machine.travel(NOW, tick=False):
        status = OccupancyScheduler().get_scheduler_status()
        (hourly,) = statuses([HOURLY], now=NOW)
    assert status["jobs"][0]["missed"] == 3, "11:00, 12:00 and 13:00; 14:00 is ten minutes old"
    assert hourly.late_by == NOW - utc("2025-01-15T11:00"), "though nobody has opened it"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("inline_tasks")
def test_trigger_an_hour() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        counted(site)
    response = post(site, "trigger-aggregation", {"hour": "2025-01-15T13:00:00"})
    assert response.status_code == 200
    body = response.json()
    assert (body["hour"], body["records_processed"], body["aggregate_created"]) == (13, 2, True)
    assert Job.objects.get().who is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("inline_tasks")
def test_trigger_the_last_hour_and_correct_drift() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        counted(site)
    assert post(site, "trigger-aggregation").json()["records_processed"] == 2
    assert post(site, "apply-drift-correction").json() == {"success": True, "cameras_reset": 1}


@pytest.mark.parametrize(
    "hour",
    ["2025-01-15T13:30:00", "2025-01-15T14:00:00", "2030-01-01T00:00:00", "soon"],
    ids=["not at :00", "not over", "future", "no time"],
)
def test_hours_that_are_refused(hour: str) -> None:
    response = post(default_site(), "trigger-aggregation", {"hour": hour})
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/hour"


def test_who_may_and_where() -> None:
    site, other = default_site(), make_site()
    assert post(site, "trigger-aggregation", role="viewer").status_code == 403
    assert post(site, "trigger-aggregation", {"site": other.pk}).status_code == 404
    body = {"area": make_area(other).pk}
    assert post(site, "apply-drift-correction", body).status_code == 404
