"""Lists go by the department of the day, and tell nothing of another site's rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db.models import Model
from django.test import Client

from attendance import services
from attendance.models import LatePolicy, PayrollLock, Punch, Shift, ShiftPattern
from factory.sites.models import Device, Role, Site
from identity.models import Employee
from streaming.models import Camera
from tests.architecture.rows import make_row
from tests.attendance.builders import assign, check_in, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_device, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def at(clock: str) -> Any:
    return time_machine.travel(utc(f"2026-03-{clock}"), tick=False)


def mover(site: Site) -> Employee:
    """Return somebody who came on the 2nd and asked for more, was moved to the stores on the 3rd (by
    the site's clock), and came again.
    """
    worker = make_employee(site, department="Paint")
    assign(worker, make_shift(site), date(2026, 3, 2), date(2026, 3, 6))
    with at("02 19:00"):
        check_in(worker, at=utc("2026-03-02 18:00"))
        services.request_correction(
            employee=worker,
            caller=make_user((site, Role.HR)),
            day=date(2026, 3, 2),
            check_in_time=utc("2026-03-02 18:05"),
            reason="the reader was dark",
        )
    with at("02 23:00"):
        worker.department = "Stores"
        worker.save()
    with at("03 12:00"):
        check_in(worker, at=utc("2026-03-02 18:31"))
        services.derive_dirty_days()
    return worker


def test_a_punch_is_of_the_department_of_its_day() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    mover(site)
    make_employee(site, department="Paint")
    client = client_of(make_user((site, Role.HR)))

    def found(name: str, department: str) -> list[str]:
        answer = client.get(f"/api/v1/{name}", {"department": department})
        return [row.get("at", row.get("day"))[:16] for row in answer.json()["results"]]

    # Half past six in the evening of UTC is midnight there.
    assert found("punches", "Paint") == ["2026-03-02T23:30"]
    assert found("punches", "Stores") == ["2026-03-03T00:01"]
    assert found("regularisations", "Paint") == ["2026-03-02"]
    assert found("regularisations", "Stores") == []


@pytest.mark.parametrize("page", ["punch", "straypunch", "regularisation", "dayreview"])
def test_the_admins_lists_offer_departments_of_before(page: str) -> None:
    site = make_site(time_zone="Asia/Kolkata")
    mover(site)
    client = Client()
    client.force_login(make_user((site, Role.HR)), backend="factory.sites.backends.SiteRoleBackend")
    answer = client.get(f"/admin/attendance/{page}/", {"department": "Paint"})
    assert answer.status_code == 200
    rows = answer.context["cl"].result_list
    assert len(rows) == {"punch": 1, "straypunch": 1, "regularisation": 1, "dayreview": 0}[page]
    assert b"?department=Paint" in answer.content


MODELS: dict[str, type[Model]] = {
    "employee": Employee,
    "device": Device,
    "camera": Camera,
    "shift": Shift,
    "pattern": ShiftPattern,
}


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("punches", "employee"),
        ("punches", "device"),
        ("punches", "camera"),
        ("punches", "site"),
        ("attendance-days", "employee"),
        ("attendance-days", "shift"),
        ("regularisations", "employee"),
        ("shift-assignments", "employee"),
        ("shift-assignments", "pattern"),
        ("weekly-offs", "employee"),
        ("leaves", "employee"),
        ("shifts", "site"),
        ("shift-patterns", "site"),
        ("late-policies", "site"),
        ("holidays", "site"),
        ("payroll-locks", "site"),
        ("cameras", "site"),
        ("devices", "site"),
    ],
)
def test_what_is_elsewhere_answers_like_what_is_nowhere(name: str, by: str) -> None:
    mine, other = default_site(), make_site()
    foreign = other if by == "site" else make_row(MODELS[by], other)
    client = client_of(make_user((mine, Role.HR), (mine, Role.MANAGER)))
    elsewhere = client.get(f"/api/v1/{name}", {by: foreign.pk})
    nowhere = client.get(f"/api/v1/{name}", {by: 987654321})
    assert (elsewhere.status_code, elsewhere.json()["results"]) == (200, [])
    assert (nowhere.status_code, nowhere.json()["results"]) == (200, [])


def test_a_list_is_still_narrowed_by_number() -> None:
    site = default_site()
    device, _ = make_device(site, kind=Device.Kind.TERMINAL)
    one, two = make_employee(site), make_employee(site)
    rows = [{"employee_id": pk, "at": "2026-03-02T08:00:00"} for pk in (one.pk, two.pk)]
    with at("02 12:00"):
        services.record_punches(site=site, rows=rows, device=device)
    client = client_of(make_user((site, Role.HR)))
    found = client.get("/api/v1/punches", {"employee": two.pk, "device": device.pk})
    assert [row["employee"] for row in found.json()["results"]] == [two.pk]
    assert Punch.objects.count() == 2
    assert client.get("/api/v1/punches", {"employee": "x"}).status_code == 400


def test_policies_and_locked_periods_by_date() -> None:
    site = default_site()
    policy = LatePolicy(site=site, from_date=date(2026, 1, 1), to_date=date(2026, 3, 31))
    services.save_late_policy(policy=policy, caller=None)
    PayrollLock.objects.create(
        site=site, first=date(2026, 2, 26), last=date(2026, 3, 25), snapshot=[], checksum=""
    )
    client = client_of(make_user((site, Role.HR)))

    def found(name: str, **days: str) -> int:
        return len(client.get(f"/api/v1/{name}", days).json()["results"])

    assert found("late-policies", start_date="2026-03-31") == 1
    assert found("late-policies", start_date="2026-04-01") == 0
    assert found("payroll-locks", start_date="2026-03-25", end_date="2026-04-30") == 1
    assert found("payroll-locks", start_date="2026-03-26") == 0
    assert found("payroll-locks", end_date="2026-02-25") == 0
