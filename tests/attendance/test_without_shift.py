"""Who punches without a shift is in no figure, and the page of payroll says so."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from attendance import services
from attendance.models import ShiftAssignment
from attendance.selectors.without_shift import WithoutShift, days_without_shift
from factory.sites.models import Role
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("punches", "found"),
    [
        pytest.param((), 0, id="nobody punched"),
        pytest.param(("02T08:00", "02T17:00", "03T08:00"), 2, id="two days, three punches"),
        pytest.param(("10T03:00",), 0, id="beside the shift of that day"),
        pytest.param(("10T08:00", "10T17:00"), 0, id="within the shift"),
    ],
)
def test_days_without_a_shift(punches: tuple[str, ...], found: int) -> None:
    site = default_site()
    worker, shift = make_employee(site, department="Press"), make_shift(site)
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False):
        assign(worker, shift, date(2026, 3, 10), date(2026, 3, 12))
        rows = [{"employee_id": worker.pk, "at": f"2026-03-{one}"} for one in punches]
        services.record_punches(site=site, rows=rows)
        services.derive_dirty_days()
        hr = client_of(make_user((site, Role.HR)))
        page = hr.get(reverse("admin:attendance_payroll"), {"month": "2026-03"}).content.decode()
    err = StringIO()
    span = {"first": FIRST, "last": LAST}
    call_command("payroll", **span, stdout=StringIO(), stderr=err)
    told = [WithoutShift(worker.employee_code, worker.name, found)] if found else []
    assert days_without_shift(site, FIRST, LAST) == told
    assert days_without_shift(site, FIRST, LAST, department="Press", shift_id=shift.pk) == told
    assert days_without_shift(site, FIRST, LAST, department="Dye") == []
    assert days_without_shift(site, LAST, LAST) == []
    assert (f"{worker.name} ({found} day" in page) == bool(found)
    assert err.getvalue().splitlines() == [f"in no figure: {one}" for one in told]


def test_the_link_leads_to_the_punches() -> None:
    site = default_site()
    worker = make_employee(site, name="Nobody's shift")
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False):
        rows = [{"employee_id": worker.pk, "at": f"2026-0{one}"} for one in ("2-27", "3-02")]
        services.record_punches(
            site=site, rows=[{**row, "at": f"{row['at']}T08:00"} for row in rows]
        )
        services.derive_dirty_days()
        hr = client_of(make_user((site, Role.HR)))
        page = hr.get(reverse("admin:attendance_payroll"), {"month": "2026-03"}).content.decode()
        address = page.split('class="without-shift"')[1].split('<a href="')[1].split('"')[0]
        listed = hr.get(address.replace("&amp;", "&"))
    assert [row.day for row in listed.context["cl"].result_list] == [date(2026, 3, 2)]
    assert not ShiftAssignment.objects.exists()
