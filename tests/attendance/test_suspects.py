"""Punches kept apart for their clock: told again when the time has come, or accepted by a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from attendance import services
from attendance.models import Punch
from factory.audit.models import Entry
from factory.sites.models import Device, Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, day_of, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_device, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 3, 2)
AT = "2026-03-02T07:55:00"


def at(clock: str) -> Any:
    return time_machine.travel(utc(f"2026-03-{clock}"), tick=False)


def rostered(site: Site, **fields: Any) -> Employee:
    worker = make_employee(site, **fields)
    with at("02 06:00"):
        assign(worker, make_shift(site), DAY, DAY)
        services.derive_dirty_days()
    return worker


def told(device: Device, *rows: dict[str, Any]) -> list[str]:
    answers = services.record_punches(site=device.site, device=device, rows=rows)
    return [str(one.answer) for one in answers]


@pytest.mark.parametrize("number", [{"event_id": "1"}, {}], ids=["numbered", "by its moment"])
def test_a_punch_of_a_fast_clock_counts_when_it_is_told_again(number: dict[str, str]) -> None:
    site = default_site()
    worker, (device, _) = rostered(site), make_device(site, kind=Device.Kind.TERMINAL)
    row = {"employee_id": worker.pk, "at": AT, "direction": "IN", **number}
    with at("02 07:40"):
        assert told(device, row, row) == ["bad_time", "bad_time"]
        assert told(device, row) == ["bad_time"]
        assert day_of(worker, DAY).first_in is None
    with at("02 08:40"):
        assert told(device, row, row) == ["stored", "duplicate"]
        assert told(device, row) == ["duplicate"]
        assert day_of(worker, DAY).first_in == utc("2026-03-02 07:55")
    assert Punch.objects.get().outcome == "STORED"


def test_what_was_stored_is_known_however_old_it_is_by_now() -> None:
    site = default_site()
    worker, (device, _) = rostered(site), make_device(site, kind=Device.Kind.TERMINAL)
    row = {"employee_id": worker.pk, "at": AT}
    with at("02 08:00"):
        assert told(device, row) == ["stored"]
    with time_machine.travel(utc("2026-08-02 08:00"), tick=False):
        assert told(device, row) == ["duplicate"]


def kept_apart(site: Site, worker: Employee) -> Punch:
    device, _ = make_device(site, kind=Device.Kind.TERMINAL)
    with at("02 07:40"):
        told(device, {"employee_id": worker.pk, "at": AT, "direction": "IN"})
    found: Punch = Punch.objects.get(outcome="SUSPECT")
    return found


def test_hr_accepts_a_punch_with_a_reason() -> None:
    site = default_site()
    worker = rostered(site)
    url = f"/api/v1/punches/{kept_apart(site, worker).pk}"
    hr = client_of(make_user((site, Role.HR)))
    with at("02 07:50"):
        answer = hr.post(f"{url}/accept", {"reason": "x"})
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("unfinished")
    with at("02 09:00"):
        assert hr.post(f"{url}/accept", {}).status_code == 400
        answer = hr.post(f"{url}/accept", {"reason": "Ten minutes fast; seen at the gate."})
        assert answer.json()["outcome"] == "STORED"
        assert hr.post(f"{url}/accept", {"reason": "again"}).status_code == 200
        assert day_of(worker, DAY).first_in == utc("2026-03-02 07:55")
        event = Entry.objects.get(act="accept-punch")
        assert event.detail == {
            "reason": "Ten minutes fast; seen at the gate.",
            "doubt": "IN_THE_FUTURE",
        }
        assert hr.post(f"{url}/void", {"reason": "No."}).status_code == 200
        assert hr.post(f"{url}/accept", {"reason": "Yes."}).status_code == 409
    assert Punch.objects.get().outcome == "VOIDED"


def test_nobody_accepts_their_own() -> None:
    site = default_site()
    user = make_user((site, Role.HR))
    punch = kept_apart(site, rostered(site, user=user))
    with at("02 09:00"):
        answer = client_of(user).post(f"/api/v1/punches/{punch.pk}/accept", {"reason": "Mine."})
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("four-eyes")
    punch.refresh_from_db()
    assert punch.outcome == "SUSPECT"


def test_a_manager_does_not_accept() -> None:
    site = default_site()
    punch = kept_apart(site, rostered(site))
    guard = client_of(make_user((site, Role.MANAGER)))
    assert guard.post(f"/api/v1/punches/{punch.pk}/accept", {"reason": "x"}).status_code == 403


def test_hr_accepts_in_the_admin() -> None:
    site = default_site()
    worker = rostered(site)
    punch = kept_apart(site, worker)
    page = Client()
    page.force_login(make_user((site, Role.HR)), "factory.sites.backends.SiteRoleBackend")
    with at("02 09:00"):
        page.post(
            "/admin/attendance/punch/",
            {"action": "accept", "_selected_action": [punch.pk], "reason": "Seen."},
        )
        assert day_of(worker, DAY).first_in == utc("2026-03-02 07:55")
    punch.refresh_from_db()
    assert (punch.outcome, punch.reason) == ("STORED", "Seen.")
