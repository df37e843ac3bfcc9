"""A payroll lock's page names who has changed since it was paid, and in which figures."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from attendance import services
from attendance.services.paid import Difference
from factory.sites.models import Role
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ROW = {"employee_id": 7, "employee_code": "E-7", "name": "Ann", "absent": 2, "on_time": 3}


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (Difference(7, ROW, ROW | {"absent": 1}), "Ann (E-7): absent 2 → 1"),
        (
            Difference(7, ROW, ROW | {"absent": 1, "on_time": 4}),
            "Ann (E-7): absent 2 → 1, on time 3 → 4",
        ),
        (Difference(7, None, ROW), "Ann (E-7): not in what was paid"),
        (Difference(7, ROW, None), "Ann (E-7): paid, and has no days any more"),
    ],
)
def test_a_difference_in_words(difference: Difference, words: str) -> None:
    assert str(difference) == words


@pytest.mark.django_db
def test_the_page_of_a_lock() -> None:
    site = default_site()
    worker = make_employee(site, joined_on=FIRST)
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False):
        assign(worker, make_shift(site), FIRST)
        services.derive_dirty_days()
        lock = services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    client = Client()
    hr = make_user((site, Role.HR))
    client.force_login(hr, backend="factory.sites.backends.SiteRoleBackend")
    url = reverse("admin:attendance_payrolllock_change", args=[lock.pk])
    untouched = client.get(url).content.decode()
    assert ">nothing<" in untouched
    assert "icon-no.svg" not in untouched
    lock.snapshot = [row | {"absent": row["absent"] + 1} for row in lock.snapshot]
    lock.save(update_fields=["snapshot"])
    page = client.get(url).content.decode()
    paid = lock.snapshot[0]["absent"]
    assert "icon-no.svg" in page, "the figures are no longer those of the checksum"
    payroll = client.get(reverse("admin:attendance_payroll"), {"month": "2026-03"})
    assert "somebody has altered the database" in payroll.content.decode()
    assert f"{worker.name} ({worker.employee_code}): absent {paid} → {paid - 1}" in page
    listed = client.get(reverse("admin:attendance_payrolllock_changelist")).content.decode()
    assert f"{lock.checksum[:12]}…" in listed


@pytest.mark.django_db
def test_in_mid_month_the_page_shows_of_which_days_the_share_is() -> None:
    site = default_site()
    with time_machine.travel(utc("2026-03-04 23:00"), tick=False):
        worker = make_employee(site, joined_on=FIRST)
        assign(worker, make_shift(site), FIRST, date(2026, 3, 10))
        services.derive_dirty_days()
        client = Client()
        client.force_login(make_user((site, Role.HR)), "factory.sites.backends.SiteRoleBackend")
        page = client.get(reverse("admin:attendance_payroll")).content.decode()
    head, rows = page.split('<table class="figures">')[1].split("</thead>")
    titles = re.findall(r"<th[^>]*>([^<]*)</th>", head)
    cells = re.findall(r"<td>([^<]*)</td>", rows)
    # The name is a link, and not among these.
    shown = dict(zip([one for one in titles if one != "Name"], cells, strict=False))
    assert (shown["Days"], shown["Decided"], shown["Absent"]) == ("10", "4", "4")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param("2026-03-03", "1 request waits for a decision.", id="of the period"),
        pytest.param("2026-04-01", "", id="of another one"),
    ],
)
def test_whoever_locks_is_told_of_requests_that_wait(day: str, words: str) -> None:
    site = default_site()
    worker, asking = make_employee(site), make_user((site, Role.HR))
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False):
        came = utc(f"{day} 08:00")
        services.request_correction(
            employee=worker, day=came.date(), reason="dark", caller=asking, check_in_time=came
        )
        client = client_of(make_user((site, Role.HR)))
        page = client.get(reverse("admin:attendance_payroll"), {"month": "2026-03"})
        assert ("for a decision" in page.content.decode()) == bool(words)
        assert words in page.content.decode()
        if words:
            [address] = re.findall(r'href="([^"]*regularisation/\?[^"]*)"', page.content.decode())
            listed = client.get(address.replace("&amp;", "&")).context["cl"].result_list
            assert [str(one.day) for one in listed] == [day]
