"""People present by their punches, handed to occupancy."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from attendance import services
from attendance.periods import HEADCOUNT
from attendance.selectors.today import today_at
from factory.core import clock
from factory.core.errors import Invalid
from factory.core.ledger import kinds
from factory.core.models import PeriodRun
from factory.core.tasks import work_due
from factory.sites.models import Role
from occupancy.counts import Reading
from occupancy.models import Area, CountReset, LiveCount
from occupancy.services import record_logs
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_counter

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def test_who_is_in_becomes_occupancys_count() -> None:
    site = default_site()
    area = make_area(site)
    camera = make_counter(area)
    LiveCount.objects.create(site=site, area_id=area.pk, camera_id=camera.pk, count=9)
    shift = make_shift(site)
    workers = [make_employee(site) for _ in range(3)]
    with time_machine.travel(utc("2026-03-02 10:00"), tick=False):
        for worker in workers:
            assign(worker, shift, DAY)
            check_in(worker, at=utc("2026-03-02 08:00"))
        check_out(workers[0], at=utc("2026-03-02 09:00"))
        answer = client_of(make_user((site, Role.HR))).post("/api/v1/attendance/headcount", {})
    assert answer.json() == {"success": True, "count": 2, "cameras_reset": 1}
    assert LiveCount.objects.get().count == 2
    assert CountReset.objects.get().reason == "headcount"


@pytest.mark.parametrize(
    ("punches", "is_in"),
    [
        pytest.param((("20:00", "IN"),), True, id="came"),
        pytest.param((("20:00", "IN"), ("21:00", "OUT")), False, id="and went"),
        pytest.param((("19:00", "OUT"), ("20:00", "IN")), True, id="came back"),
        pytest.param((("20:00", "UNKNOWN"),), False, id="was seen in a corridor"),
        pytest.param((("20:00", "IN"), ("21:00", "UNKNOWN")), True, id="came, and was seen"),
        pytest.param((("04:00", "IN"),), False, id="longer ago than anybody stays"),
        pytest.param((("20:00", "IN"), ("21:30", "IN")), True, id="once, however often"),
    ],
)
def test_who_came_without_a_shift_is_in_too(
    punches: tuple[tuple[str, str], ...], is_in: bool
) -> None:
    site = default_site()
    make_counter(make_area(site))
    worker, rostered = make_employee(site, name="Called in"), make_employee(site)
    with time_machine.travel(utc("2026-03-02 22:00"), tick=False):
        assign(rostered, make_shift(site, "14:00-22:00"), DAY)
        check_in(rostered, at=utc("2026-03-02 13:59"))
        rows = [
            {"employee_id": worker.pk, "at": f"2026-03-02T{at}", "direction": direction}
            for at, direction in punches
        ]
        services.record_punches(site=site, rows=rows)
        services.derive_dirty_days()
        hr = client_of(make_user((site, Role.HR)))
        counted = hr.post("/api/v1/attendance/headcount", {}).json()["count"]
        page = hr.get("/admin/attendance/attendanceday/today/").content.decode()
        in_now = today_at(site, clock.now()).present
    assert (counted, in_now) == (1 + is_in, 1 + is_in)
    assert ("Called in" in page) == is_in


def test_a_site_without_counters_is_told_so() -> None:
    with pytest.raises(Invalid):
        services.hand_over_headcount(site=default_site())


def night_workers(area: Area) -> None:
    """Three came for the night; one went before three, the others after it, if it is that late."""
    shift = make_shift(area.site, "22:00-06:00")
    for number, gone in enumerate(("2026-03-02 02:30", "2026-03-02 06:05", "2026-03-02 06:05")):
        worker = make_employee(area.site)
        assign(worker, shift, date(2026, 3, 1))
        check_in(worker, at=utc(f"2026-03-01 21:5{number}"))
        if utc(gone) <= clock.now():
            check_out(worker, at=utc(gone))


@pytest.mark.parametrize("rings_at", ["2026-03-02 03:00:30", "2026-03-02 09:00"])
def test_an_area_that_goes_by_punches_is_set_right_daily_however_late(rings_at: str) -> None:
    site = default_site()
    area = make_area(site)
    Area.objects.filter(pk=area.pk).update(reset_by="punches")
    camera = make_counter(area).pk
    with time_machine.travel(utc("2026-03-02 02:00"), tick=False):
        at = utc("2026-03-02 01:00")
        record_logs(site=site, readings=[Reading(camera, area.pk, at, None, 7, 0)])
        work_due(HEADCOUNT.name)
    with time_machine.travel(utc(rings_at), tick=False):
        night_workers(area)
        for _ in range(3):
            work_due(HEADCOUNT.name)
    done = CountReset.objects.get(at=utc("2026-03-02 03:00"))
    assert (done.before, done.after) == (7, 2)
    assert done.reason == "headcount"
    assert LiveCount.objects.get().count == 2


def test_an_area_without_counters_waits_for_them() -> None:
    area = make_area(default_site())
    Area.objects.filter(pk=area.pk).update(reset_by="punches")
    with time_machine.travel(utc("2026-03-02 02:00"), tick=False):
        work_due(HEADCOUNT.name)
    with time_machine.travel(utc("2026-03-02 03:01"), tick=False):
        work_due(HEADCOUNT.name)
    runs = PeriodRun.objects.filter(kind=kinds()["attendance.headcount"].name)
    assert {run.state for run in runs} == {"done"}
    assert not CountReset.objects.exists()


def test_hr_says_on_the_board_which_area_is_meant() -> None:
    site = default_site()
    areas = [make_area(site), make_area(site)]
    for area in areas:
        LiveCount.objects.create(
            site=site, area_id=area.pk, camera_id=make_counter(area).pk, count=9
        )
    worker = make_employee(site)
    board = "/admin/attendance/attendanceday"
    with time_machine.travel(utc("2026-03-02 10:00"), tick=False):
        assign(worker, make_shift(site), DAY)
        check_in(worker, at=utc("2026-03-02 08:00"))
        client = client_of(make_user((site, Role.HR)))
        page = client.get(f"{board}/today/").content.decode()
        done = client.post(
            f"{board}/hand-over/", {"area": areas[1].pk}, format="multipart", follow=True
        )
    told = [str(message) for message in done.context["messages"]]
    assert told == ["Occupancy now counts 1 people."]
    assert all(area.name in page for area in areas)
    counts = LiveCount.objects.order_by("area_id").values_list("count", flat=True)
    assert list(counts) == [9, 1]
