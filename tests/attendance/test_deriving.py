"""Days stored: the same whatever the order, rebuilt without change, judged when time has come."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance import services
from attendance.models import AttendanceDay, DirtyDay, Punch, StrayPunch
from attendance.periods import DAYS
from attendance.services import Changes
from factory.core.ledger import open_due, work_due
from factory.core.periods import Daily
from factory.core.tasks import sweep
from factory.sites.models import Device, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, day_of, make_employee, make_shift, utc
from tests.builders import default_site, make_device, make_site

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
LATER = utc("2026-03-20 12:00")


def stored() -> list[dict[str, Any]]:
    rows = AttendanceDay.objects.order_by("employee", "start").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def rebuilt(site: Site) -> Changes:
    return sum((one for _, one in services.rebuild(site=site, first=FIRST, last=LAST)), Changes())


def week_of_punches(site: Site) -> list[dict[str, Any]]:
    """Return a week's punches of day and night workers, with gaps and repetitions."""
    day, night = make_shift(site), make_shift(site, "22:00-06:00")
    workers = [make_employee(site) for _ in range(4)]
    for number, worker in enumerate(workers):
        assign(worker, night if number % 2 else day, FIRST, LAST)
    dice = random.Random(7)
    rows = []
    for worker, start in zip(workers, (8, 22, 8, 22), strict=True):
        for number in range(7):
            came = datetime.combine(FIRST + timedelta(days=number), datetime.min.time())
            came += timedelta(hours=start, minutes=dice.randint(-30, 30))
            for hours in (0, 0.05, 4, 8 + dice.random()):
                if dice.random() < 0.8:
                    at = came + timedelta(hours=hours)
                    code = dice.choice([0, 1, 255])
                    rows.append(
                        {"employee_id": worker.pk, "at": at.isoformat(), "punch_state": code}
                    )
    return rows


def test_the_order_of_arrival_makes_no_difference_and_a_rebuild_changes_nothing() -> None:
    site = default_site()
    with time_machine.travel(LATER, tick=False):
        rows = week_of_punches(site)
        for one in range(0, len(rows), 7):
            services.record_punches(site=site, rows=rows[one : one + 7])
            services.derive_dirty_days()
        first = stored()
        assert len(first) == 28
        assert rebuilt(site) == Changes(same=28)
        Punch.objects.all().delete()
        AttendanceDay.objects.all().delete()
        shuffled = random.Random(3).sample(rows, len(rows))
        services.record_punches(site=site, rows=[*shuffled, *shuffled[:9]])
        services.derive_dirty_days()
        rebuilt(site)
        assert stored() == first
        assert rebuilt(site) == Changes(same=28)


def test_a_rebuild_mends_what_was_tampered_with_and_says_what_changed() -> None:
    site = default_site()
    worker = make_employee(site)
    with time_machine.travel(LATER, tick=False):
        assign(worker, make_shift(site), FIRST, LAST)
        services.derive_dirty_days()
        AttendanceDay.objects.filter(day=FIRST).update(status="PRESENT", worked_minutes=480)
        AttendanceDay.objects.filter(day=LAST).delete()
        extra = AttendanceDay.objects.get(day=FIRST + timedelta(days=1))
        extra.pk, extra.start = None, extra.start + timedelta(hours=1)
        extra.save()
        assert rebuilt(site) == Changes(created=1, changed=1, deleted=1, same=5)
        assert rebuilt(site) == Changes(same=7)


def test_one_employees_punch_leaves_other_sites_and_people_alone() -> None:
    site, other = default_site(), make_site()
    mine, far = make_employee(site), make_employee(other)
    with time_machine.travel(LATER, tick=False):
        for worker, place in ((mine, site), (far, other)):
            assign(worker, make_shift(place), FIRST, FIRST)
        services.derive_dirty_days()
        before = day_of(far, FIRST)
        assert rebuilt(site) == Changes(same=1)
        check_in(mine, at=utc("2026-03-02 08:00"))
        assert day_of(far, FIRST).status == before.status


def test_a_punch_off_shift_is_a_stray_until_the_roster_says_otherwise() -> None:
    site = default_site()
    worker = make_employee(site)
    with time_machine.travel(LATER, tick=False):
        check_in(worker, at=utc("2026-03-02 08:00"))
        assert StrayPunch.objects.get().employee == worker
        assign(worker, make_shift(site), FIRST, FIRST)
        services.derive_dirty_days()
        assert not StrayPunch.objects.exists()
        assert day_of(worker, FIRST).first_in == utc("2026-03-02 08:00")


def rostered(site: Site) -> Employee:
    """Return somebody with a shift from 8 to 17, whose window closes at 21."""
    worker = make_employee(site)
    assign(worker, make_shift(site), FIRST, FIRST)
    return worker


def at(clock: str) -> Any:
    return time_machine.travel(utc(f"2026-03-{clock}"), tick=False)


@pytest.mark.parametrize(
    ("reported", "looks"),
    [
        pytest.param(
            None, {"02 21:30": "EXPECTED", "03 20:59": "EXPECTED", "03 21:01": "ABSENT"}, id="dead"
        ),
        pytest.param("02 21:10", {"02 20:00": "EXPECTED", "02 21:30": "ABSENT"}, id="heard"),
        pytest.param("02 20:00", {"02 21:30": "EXPECTED", "03 21:01": "ABSENT"}, id="fell silent"),
    ],
)
def test_absent_only_when_the_terminals_have_told(
    reported: str | None, looks: dict[str, str]
) -> None:
    site = default_site()
    device, _ = make_device(site, kind=Device.Kind.TERMINAL)
    with at("02 07:00"):
        worker = rostered(site)
        services.derive_dirty_days()
    if reported:
        with at(reported):
            services.device_reported(device=device, until=utc(f"2026-03-{reported}"))
    for clock, status in looks.items():
        with at(clock):
            services.derive_due_days(site=site)
            assert day_of(worker, FIRST).status == status
    is_heard = reported == "02 21:10"
    assert day_of(worker, FIRST).reasons == ([] if is_heard else ["DEVICE_SILENT"])
    with at("05 12:00"):
        assert services.derive_due_days(site=site) == Changes()


def test_a_site_without_devices_is_judged_when_the_window_closes() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
        services.derive_dirty_days()
        assert day_of(worker, FIRST).status == "EXPECTED"
    with at("02 21:01"):
        services.derive_due_days(site=site)
        assert day_of(worker, FIRST).status == "ABSENT"


def test_days_to_come_are_not_rows_until_somebody_comes_early() -> None:
    site = default_site()
    worker = make_employee(site)
    with at("01 12:00"):
        assign(worker, make_shift(site, "00:00-08:00"), FIRST, LAST)
        services.derive_dirty_days()
        assert not AttendanceDay.objects.exists()
    with at("01 23:50"):
        found = check_in(worker, at=utc("2026-03-01 23:50"))
    assert (found.status, found.is_late) == ("PRESENT", False)
    assert AttendanceDay.objects.get().day == FIRST


def test_each_sites_midnight_opens_its_day() -> None:
    site = default_site(time_zone="Asia/Kolkata")
    worker = make_employee(site)
    with at("01 12:00"):
        assign(worker, make_shift(site), FIRST, LAST)
        services.derive_dirty_days()
    assert isinstance(next(iter(DAYS.scopes())).cadence, Daily)
    with at("01 18:31"):
        open_due(DAYS)
        assert work_due(DAYS) == 1
        services.derive_dirty_days()
    assert [row.day for row in AttendanceDay.objects.all()] == [FIRST]


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_the_sweep_works_off_what_no_ring_reached() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
        services.derive_dirty_days()
        DirtyDay.objects.create(site=site, employee=None, first=FIRST, last=FIRST)
    AttendanceDay.objects.filter(employee=worker).update(status="PRESENT")
    with at("02 21:01"):
        sweep()
    assert not DirtyDay.objects.exists()
    assert day_of(worker, FIRST).status == "ABSENT"


def test_deriving_costs_the_same_for_any_number_of_people() -> None:
    site = default_site()
    shift, workers = make_shift(site), [make_employee(site) for _ in range(8)]
    with time_machine.travel(LATER, tick=False):
        for worker in workers:
            assign(worker, shift, FIRST, LAST)
        counts = []
        # SQLite takes 34 rows of this width in one INSERT.
        for group in (workers[:1], workers[1:5]):
            with CaptureQueriesContext(connection) as queries:
                services.derive_days(
                    site=site,
                    employee_ids=[one.pk for one in group],
                    first=FIRST,
                    last=LAST,
                )
            counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "2026-03-08", "--to", "2026-03-02"],
        ["--from", "2026-03-0", "--to", "2026-03-02"],
        ["--from", "2026-03-01", "--to", "2026-03-02", "--site", "Nowhere"],
    ],
)
def test_the_command_refuses_what_makes_no_sense(words: list[str]) -> None:
    default_site()
    with pytest.raises(CommandError):
        call_command("rebuild_attendance", *words)
