"""Identity's decisions become punches: once each, voided where they are superseded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_celery_beat.models import PeriodicTask

from attendance import services
from attendance.models import AttendanceDay, DirtyDay, Intake, Punch
from attendance.site_settings import OLDEST_PUNCH_DAYS
from attendance.tasks import take_decisions
from factory.sites.models import Device, Site, SiteSetting
from identity.models import Employee, Sighting
from identity.services.appending import append_decision
from streaming.models import Camera
from tests.attendance.builders import assign, day_of, make_employee, make_shift, utc
from tests.builders import default_site

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
CAME = utc("2026-03-02 08:20")


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-02 12:00"), tick=False):
        yield


def sighting(site: Site, at: datetime = CAME, direction: str = "none") -> Sighting:
    name = f"CAM-{Camera.objects.count() + 1}"
    camera = Camera.objects.create(
        site=site, camera_id=name, name=name, source="scene:door", direction=direction
    )
    seen: Sighting = Sighting.objects.create(
        site=site, camera=camera, captured_at=at, digest="0" * 64
    )
    return seen


def decide(seen: Sighting, employee: Employee | None) -> None:
    append_decision(
        sighting=seen,
        employee_id=employee.pk if employee else None,
        by="machine",
        similarity=98.5,
    )


def test_a_recognised_face_is_a_punch_and_a_day() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    seen = sighting(site, direction=Device.Direction.IN)
    decide(seen, worker)
    assert services.take_decisions() == 1
    punch = Punch.objects.get()
    assert (punch.employee, punch.at, punch.source) == (worker, CAME, "face")
    assert (punch.direction, punch.confidence) == ("IN", 98.5)
    assert (punch.sighting, punch.camera) == (seen, seen.camera)
    services.derive_dirty_days()
    assert day_of(worker, DAY).late_minutes == 20


def test_a_decision_is_taken_once() -> None:
    site = default_site()
    decide(sighting(site), make_employee(site))
    assert [services.take_decisions() for _ in range(3)] == [1, 0, 0]
    assert (Punch.objects.count(), Intake.objects.count()) == (1, 1)


def test_a_later_decision_voids_the_punch_and_moves_it() -> None:
    site = default_site()
    shift = make_shift(site)
    wrong, right = make_employee(site), make_employee(site)
    for worker in (wrong, right):
        assign(worker, shift, DAY, DAY)
    seen = sighting(site)
    decide(seen, wrong)
    services.take_decisions()
    services.derive_dirty_days()
    decide(seen, right)
    services.take_decisions()
    services.derive_dirty_days()
    former, latter = Punch.objects.order_by("pk")
    assert (former.employee, former.outcome) == (wrong, "VOIDED")
    assert former.reason
    assert (latter.employee, latter.outcome) == (right, "STORED")
    assert day_of(wrong, DAY).first_in is None
    assert day_of(right, DAY).first_in == CAME


def test_nobody_known_makes_no_punch_and_takes_back_the_former() -> None:
    site = default_site()
    seen = sighting(site)
    decide(seen, make_employee(site))
    services.take_decisions()
    decide(seen, None)
    assert services.take_decisions() == 1
    assert Punch.objects.get().outcome == "VOIDED"
    assert Intake.objects.filter(punch__isnull=True).count() == 1


def test_what_was_superseded_before_it_was_taken_makes_no_punch() -> None:
    site = default_site()
    wrong, right = make_employee(site), make_employee(site)
    seen = sighting(site)
    decide(seen, wrong)
    decide(seen, right)
    assert services.take_decisions() == 2
    assert Punch.objects.get().employee == right


def test_a_picture_with_an_impossible_time_is_kept_apart() -> None:
    site = default_site()
    decide(sighting(site, at=utc("2000-01-01 00:00")), make_employee(site))
    services.take_decisions()
    assert (Punch.objects.get().outcome, Punch.objects.get().reason) == ("SUSPECT", "TOO_OLD")
    services.derive_dirty_days()
    assert not AttendanceDay.objects.exists()


@pytest.mark.parametrize(
    ("days", "captured", "outcome"),
    [
        pytest.param(7, "2026-02-20 08:00", "SUSPECT", id="a site that wants them fresh"),
        pytest.param(365, "2025-10-01 08:00", "STORED", id="a site whose boxes are long offline"),
    ],
)
def test_the_site_says_how_old_a_picture_may_be(days: int, captured: str, outcome: str) -> None:
    site = default_site()
    SiteSetting.objects.create(
        site=site, name=OLDEST_PUNCH_DAYS.name, value=days, since=utc("2026-01-01 00:00")
    )
    decide(sighting(site, at=utc(captured)), make_employee(site))
    services.take_decisions()
    assert Punch.objects.get().outcome == outcome


def test_a_batch_costs_no_query_for_each_decision() -> None:
    site = default_site()
    worker = make_employee(site)
    counts = []
    for size in (2, 8):
        for _ in range(size):
            decide(sighting(site), worker)
        with CaptureQueriesContext(connection) as queries:
            assert services.take_decisions() == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_tick_is_a_beat_row_of_ten_seconds() -> None:
    row = PeriodicTask.objects.get(name="attendance_intake")
    assert row.task == take_decisions.name
    assert (row.interval.every, row.interval.period) == (10, "seconds")


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_the_tick_leaves_nothing_dirty() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    decide(sighting(site), worker)
    take_decisions()
    assert not DirtyDay.objects.exists()
    assert day_of(worker, DAY).first_in == CAME
