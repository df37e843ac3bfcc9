"""One rule says which punches repeat another, whatever reported them and in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, Punch
from attendance.site_settings import DEBOUNCE_MINUTES, REPEAT_HOURS
from factory.sites.models import Site, SiteSetting
from factory.sites.services import change_setting
from identity.models import Employee
from tests.attendance.builders import assign, day_of, make_employee, make_shift, utc
from tests.attendance.test_intake import decide, sighting
from tests.builders import default_site

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        yield


def by_call(site: Site, worker: Employee, at: datetime) -> None:
    services.check_in(employee_id=worker.pk, at=at)


def in_bulk(site: Site, worker: Employee, at: datetime) -> None:
    row = {"employee_id": worker.pk, "at": at.isoformat(), "direction": "IN"}
    services.record_punches(site=site, rows=[row])


def unsaid(site: Site, worker: Employee, at: datetime) -> None:
    row = {"employee_id": worker.pk, "at": at.isoformat()}
    services.record_punches(site=site, rows=[row])


def by_face(site: Site, worker: Employee, at: datetime) -> None:
    decide(sighting(site, at=at), worker)
    services.take_decisions()


SOURCES = [by_call, in_bulk, unsaid, by_face]
Source = Callable[[Site, Employee, datetime], None]


def outcomes(worker: Employee) -> str:
    """Return the standing of somebody's punches by time: S stored, D duplicate, V voided."""
    services.derive_dirty_days()
    rows = Punch.objects.filter(employee=worker).order_by("at", "pk")
    return "".join(str(one)[0] for one in rows.values_list("outcome", flat=True))


@pytest.mark.parametrize("first", SOURCES)
@pytest.mark.parametrize("second", SOURCES)
def test_a_second_arrival_within_twelve_hours_is_a_repetition(
    first: Source, second: Source
) -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    first(site, worker, utc("2026-03-02 08:00"))
    second(site, worker, utc("2026-03-02 08:10"))
    assert outcomes(worker) == "SD"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("shifts", "clocks", "expected"),
    [
        pytest.param(["08:00-17:00"], ["08:00", "08:01", "08:02"], "SDD", id="three in a row"),
        pytest.param(["06:00-14:00", "14:00-22:00"], ["06:00", "14:02"], "SS", id="a double shift"),
        pytest.param([], ["08:00", "08:10"], "SS", id="outside all shifts each is looked at"),
        pytest.param(["22:00-06:00"], ["21:55", "22:05"], "SD", id="a night"),
    ],
)
def test_of_one_shift(source: Source, shifts: list[str], clocks: list[str], expected: str) -> None:
    site = default_site()
    worker = make_employee(site)
    for hours in shifts:
        assign(worker, make_shift(site, hours), DAY, DAY)
    for clock in clocks:
        source(site, worker, utc(f"2026-03-02 {clock}"))
    assert outcomes(worker) == expected


def test_a_later_sighting_is_a_repetition_and_moves_the_check_out() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    for clock in ("08:00", "12:00", "17:02"):
        by_face(site, worker, utc(f"2026-03-02 {clock}"))
    assert outcomes(worker) == "SDD"
    row = day_of(worker, DAY)
    assert (row.status, row.last_out) == ("PRESENT", utc("2026-03-02 17:02"))


def test_an_earlier_arrival_that_comes_in_late_and_a_voided_one_are_said_anew() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    by_call(site, worker, utc("2026-03-02 08:10"))
    assert outcomes(worker) == "S"
    in_bulk(site, worker, utc("2026-03-02 07:55"))
    assert outcomes(worker) == "SD"
    services.void_punch(punch=Punch.objects.earliest("at"), reason="not them", caller=None)
    assert outcomes(worker) == "VS"


def test_any_order_gives_the_same_standings_and_a_rebuild_changes_nothing() -> None:
    moments = [
        (by_face, "07:50"),
        (in_bulk, "08:00"),
        (by_call, "08:20"),
        (unsaid, "17:05"),
    ]
    site, found = default_site(), set()
    shift = make_shift(site)
    for order in permutations(moments):
        worker = make_employee(site)
        assign(worker, shift, DAY, DAY)
        for source, clock in order:
            source(site, worker, utc(f"2026-03-02 {clock}"))
        found.add(outcomes(worker))
    assert found == {"SDDD"}
    for _, changes in services.rebuild(site=site, first=DAY, last=NEXT):
        assert changes.total == 0
    assert Punch.objects.filter(outcome="STORED").count() == 24


def set_to(site: Site, name: str, value: int, since: str) -> None:
    change_setting(site=site, name=name, value=value, since=utc(since), who=None)


def test_a_rule_changed_in_mid_month_leaves_the_days_before_it_alone() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, NEXT)
    for day in (DAY, NEXT):
        for minute in (0, 20):
            unsaid(site, worker, datetime(2026, 3, day.day, 8, minute, tzinfo=UTC))
    assert outcomes(worker) == "SDSD"
    left = [day_of(worker, day).last_out for day in (DAY, NEXT)]
    assert left == [utc("2026-03-02 08:20"), utc("2026-03-03 08:20")]
    set_to(site, DEBOUNCE_MINUTES.name, 30, "2026-03-03 00:00")
    services.derive_dirty_days()
    before, after = day_of(worker, DAY), day_of(worker, NEXT)
    assert (before.last_out, before.closed_by_rule) == (utc("2026-03-02 08:20"), "")
    assert (after.last_out, after.closed_by_rule) == (utc("2026-03-03 17:00"), "SHIFT_END")
    for _, changes in services.rebuild(site=site, first=DAY, last=NEXT):
        assert changes.total == 0


def test_the_rule_of_the_shifts_start_holds_for_all_of_it() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, NEXT)
    for day in (DAY, NEXT):
        for hour in (8, 11):
            in_bulk(site, worker, datetime(2026, 3, day.day, hour, tzinfo=UTC))
    set_to(site, REPEAT_HOURS.name, 2, "2026-03-02 09:00")
    assert outcomes(worker) == "SDSS"
    SiteSetting.objects.get().delete()
    assert outcomes(worker) == "SDSD"


def test_days_to_come_and_other_sites_are_not_marked() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, NEXT)
    services.derive_dirty_days()
    AttendanceDay.objects.update(status="PRESENT")
    set_to(site, REPEAT_HOURS.name, 2, "2026-03-20 12:00")
    services.derive_dirty_days()
    assert set(AttendanceDay.objects.values_list("status", flat=True)) == {"PRESENT"}
