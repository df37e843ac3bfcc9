"""Days wait for the devices that served their shift, for a day; what comes back takes doubts away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.services import Changes
from factory.sites.models import Device, Site
from factory.sites.services import remove_device, save_device
from identity.models import Employee
from tests.attendance.builders import assign, day_of, make_employee, make_shift, utc
from tests.builders import default_site, make_device

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def at(clock: str) -> Any:
    return time_machine.travel(utc(f"2026-03-{clock}"), tick=False)


def rostered(site: Site) -> Employee:
    """Return somebody with shifts from 8 to 17, whose windows close at 21."""
    worker = make_employee(site)
    assign(worker, make_shift(site), MONDAY, TUESDAY)
    services.derive_dirty_days()
    return worker


def terminal(site: Site) -> Device:
    return make_device(site, kind=Device.Kind.TERMINAL)[0]


def switch(device: Device, *, on: bool) -> None:
    device.refresh_from_db()
    device.enabled = on
    save_device(device=device, caller=None)


def tell(device: Device, clock: str) -> None:
    services.device_reported(device=device, until=utc(f"2026-03-{clock}"))
    services.derive_dirty_days()


def rebuilt(site: Site) -> Changes:
    services.derive_dirty_days()
    found = services.rebuild(site=site, first=MONDAY, last=TUESDAY)
    return sum((one for _, one in found), Changes())


def looks(worker: Employee, day: date = MONDAY) -> tuple[str, list[str]]:
    row = day_of(worker, day)
    return row.status, row.reasons


def judged(site: Site) -> None:
    services.open_day(site=site, day=TUESDAY)
    services.derive_dirty_days()
    services.derive_due_days(site=site)


SILENT = ("ABSENT", ["DEVICE_SILENT"])
ABSENT: tuple[str, list[str]] = ("ABSENT", [])
EXPECTED: tuple[str, list[str]] = ("EXPECTED", [])


def test_a_silent_device_that_comes_back_takes_its_doubt_away() -> None:
    site = default_site()
    device = terminal(site)
    with at("02 07:00"):
        worker = rostered(site)
        tell(device, "02 07:00")
    with at("03 20:59"):
        judged(site)
        assert looks(worker) == EXPECTED
    with at("03 21:01"):
        judged(site)
        assert looks(worker) == SILENT
    with at("05 09:00"):
        tell(device, "02 20:59")
        assert looks(worker) == SILENT
        tell(device, "02 21:00")
        assert (looks(worker), day_of(worker, MONDAY).needs_review) == (ABSENT, False)
        judged(site)
        assert rebuilt(site).total == 0


def test_the_slower_of_two_must_come_back_as_well() -> None:
    site = default_site()
    devices = [terminal(site), terminal(site)]
    with at("02 07:00"):
        worker = rostered(site)
    with at("04 21:01"):
        judged(site)
        assert looks(worker, TUESDAY) == SILENT
        tell(devices[0], "04 21:00")
        assert looks(worker, TUESDAY) == SILENT
        tell(devices[1], "03 21:00")
        assert (looks(worker), looks(worker, TUESDAY)) == (ABSENT, ABSENT)


def test_what_it_brings_back_counts() -> None:
    site = default_site()
    device = terminal(site)
    with at("02 07:00"):
        worker = rostered(site)
    with at("04 12:00"):
        judged(site)
        assert looks(worker) == SILENT
        rows = [
            {"employee_id": worker.pk, "at": f"2026-03-02T{clock}:00", "punch_state": code}
            for clock, code in (("07:58", 0), ("17:03", 1))
        ]
        services.record_punches(site=site, rows=rows, device=device)
        tell(device, "04 12:00")
        assert looks(worker) == ("PRESENT", [])
        assert rebuilt(site).total == 0


def test_one_that_falls_silent_later_leaves_past_days_alone() -> None:
    site = default_site()
    device = terminal(site)
    with at("02 07:00"):
        worker = rostered(site)
    with at("02 21:01"):
        tell(device, "02 21:01")
        judged(site)
        assert looks(worker) == ABSENT
    with at("09 12:00"):
        assert rebuilt(site) == Changes(created=1, same=1)
        assert (looks(worker), looks(worker, TUESDAY)) == (ABSENT, SILENT)


def test_one_installed_after_the_day_holds_nothing_back() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    with at("03 07:00"):
        judged(site)
        new = Device(site=site, name="North", kind=Device.Kind.TERMINAL)
        save_device(device=new, caller=None)
        assert rebuilt(site).deleted == 0
        assert looks(worker) == ABSENT
    with at("03 21:01"):
        judged(site)
        assert looks(worker, TUESDAY) == EXPECTED
    with at("09 12:00"):
        judged(site)
        assert (looks(worker), looks(worker, TUESDAY)) == (ABSENT, SILENT)


def test_one_retired_before_the_day_holds_nothing_back() -> None:
    site = default_site()
    device = terminal(site)
    with at("02 07:00"):
        worker = rostered(site)
    with at("02 22:00"):
        switch(device, on=False)
        judged(site)
        assert looks(worker) == EXPECTED
    with at("03 21:01"):
        judged(site)
        assert (looks(worker), looks(worker, TUESDAY)) == (SILENT, ABSENT)
        assert rebuilt(site).total == 0


def test_one_switched_on_again_serves_from_then_on_and_a_deleted_one_never_did() -> None:
    site = default_site()
    device = terminal(site)
    with at("01 07:00"):
        switch(device, on=False)
    with at("02 07:00"):
        worker = rostered(site)
    with at("03 07:00"):
        judged(site)
        switch(device, on=True)
        assert device.in_service_since == utc("2026-03-03 07:00")
        assert (device.retired_at, looks(worker)) == (None, ABSENT)
    with at("03 21:01"):
        judged(site)
        assert looks(worker, TUESDAY) == EXPECTED
    with at("04 21:01"):
        judged(site)
        assert looks(worker, TUESDAY) == SILENT
        remove_device(device=device, caller=None)
        assert looks(worker, TUESDAY) == ABSENT
        assert rebuilt(site).total == 0


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0, 1)])
def test_the_order_of_reports_makes_no_difference(order: tuple[int, ...]) -> None:
    site = default_site()
    devices = [terminal(site) for _ in range(3)]
    until: list[datetime] = [
        utc("2026-03-03 20:00"),
        utc("2026-03-02 21:00"),
        utc("2026-03-04 09:00"),
    ]
    with at("02 07:00"):
        worker = rostered(site)
    with at("05 12:00"):
        judged(site)
        for number in order:
            services.device_reported(device=devices[number], until=until[number])
            services.derive_dirty_days()
        assert (looks(worker), looks(worker, TUESDAY)) == (ABSENT, SILENT)
        assert rebuilt(site).total == 0
