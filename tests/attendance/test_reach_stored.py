"""What is marked about a change is derived as far as the change reaches, and awaited as far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, DirtyDay
from attendance.selectors.site_memory import marks_reaching
from factory.core.errors import Conflict
from factory.sites.models import Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, day_of, make_employee, make_shift, utc
from tests.builders import default_site

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        yield


def worked_on() -> tuple[Site, Employee]:
    """Return somebody who came back the morning after a night: the check-out is two days behind it."""
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site, "22:00-06:00"), NIGHT, NIGHT)
    for at in ("02 22:00", "03 09:50"):
        check_in(worker, at=utc(f"2026-03-{at}"))
    services.check_out(employee_id=worker.pk, at=utc("2026-03-04 01:40"))
    return site, worker


def test_a_punch_changes_a_day_two_days_before_it() -> None:
    site, worker = worked_on()
    assert day_of(worker, NIGHT).last_out == utc("2026-03-04 01:40")
    found = services.rebuild(site=site, first=NIGHT, last=NIGHT)
    assert sum(change.total for _, change in found) == 0


def test_such_a_day_waits_and_is_not_locked() -> None:
    site, worker = worked_on()
    AttendanceDay.objects.update(is_settled=True)
    assert marks_reaching(site, NIGHT, NIGHT).exists()
    assert not marks_reaching(site, date(2026, 2, 28), date(2026, 3, 1)).exists()
    with pytest.raises(Conflict, match="not finished"):
        services.check_lock(site=site, first=NIGHT, last=NIGHT)
    services.employee_summary(employee=worker, first=NIGHT, last=NIGHT)
    assert AttendanceDay.objects.get(day=NIGHT).last_out == utc("2026-03-04 01:40")
    assert DirtyDay.objects.exists()
    services.derive_dirty_days()
    services.check_lock(site=site, first=NIGHT, last=NIGHT)


def test_other_hours_of_a_shift_reach_the_days_beside_them() -> None:
    site = default_site()
    worker, night = make_employee(site), make_shift(site, "22:00-06:00")
    assign(worker, night, NIGHT, NIGHT)
    late = assign(worker, make_shift(site, "09:00-17:00"), date(2026, 3, 3), date(2026, 3, 3))
    for at in ("02 22:00", "03 08:50"):
        check_in(worker, at=utc(f"2026-03-{at}"))
    before = day_of(worker, NIGHT).last_seen
    services.remove(row=late, caller=None)
    after = day_of(worker, NIGHT).last_seen
    found = services.rebuild(site=site, first=NIGHT, last=NIGHT)
    assert sum(change.total for _, change in found) == 0
    assert (before, after) == (utc("2026-03-02 22:00"), utc("2026-03-03 08:50"))
