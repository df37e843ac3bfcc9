"""Attendance days and corrections through the API: who sees what, and four eyes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from attendance import services
from attendance.models import Punch, Regularisation
from factory.audit.models import Entry
from factory.core.models import User
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, day_of, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
DAYS, ASKED = "/api/v1/attendance-days", "/api/v1/regularisations"
DAY = date(2026, 3, 2)
MISSED_OUT = {
    "day": "2026-03-02",
    "check_out_time": "2026-03-02T17:05:00",
    "reason": "the reader was dark",
}


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


def worker_at(site: Site, user: User | None = None) -> Employee:
    """Return an employee who came at 8 and forgot to check out."""
    employee = make_employee(site, user=user)
    assign(employee, make_shift(site), DAY, DAY)
    check_in(employee, at=utc("2026-03-02 08:00"))
    return employee


def test_hr_sees_the_site_and_an_employee_their_own() -> None:
    site = default_site()
    user = make_user((site, Role.EMPLOYEE))
    mine, colleague = worker_at(site, user), worker_at(site)
    worker_at(make_site())
    seen = client_of(make_user((site, Role.HR))).get(DAYS).json()["results"]
    assert {row["employee"] for row in seen} == {mine.pk, colleague.pk}
    own = client_of(user).get(DAYS).json()["results"]
    assert [row["employee"] for row in own] == [mine.pk]
    assert own[0]["reasons"] == ["MISSED_CHECK_OUT"]
    other = day_of(colleague, DAY)
    assert client_of(user).get(f"{DAYS}/{other.pk}").status_code == 404
    assert client_of(user).get(f"{DAYS}/{own[0]['id']}").status_code == 200


def test_an_account_at_another_site_brings_nothing() -> None:
    """Employee here, and somebody's account there without a role: only here counts."""
    site, other = default_site(), make_site()
    user = make_user((site, Role.EMPLOYEE))
    worker_at(other, user)
    assert client_of(user).get(DAYS).json()["results"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("start_date=2026-03-03", 0),
        ("end_date=2026-03-02", 1),
        ("status=LATE", 0),
        ("flagged_for_review=true", 1),
        ("department=Press", 0),
    ],
)
def test_filters(query: str, count: int) -> None:
    site = default_site()
    worker_at(site)
    client = client_of(make_user((site, Role.HR)))
    assert len(client.get(f"{DAYS}?{query}").json()["results"]) == count


def test_a_list_costs_no_query_for_each_row() -> None:
    site = default_site()
    client = client_of(make_user((site, Role.HR)))
    counts = []
    for _ in range(2):
        for _ in range(3):
            worker_at(site)
        client.get(DAYS)
        with CaptureQueriesContext(connection) as queries:
            client.get(DAYS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_days_are_not_written_by_hand() -> None:
    site = default_site()
    row = day_of(worker_at(site), DAY)
    client = client_of(make_user((site, Role.HR)))
    assert client.patch(f"{DAYS}/{row.pk}", {"status": "PRESENT"}).status_code == 405
    assert client.delete(f"{DAYS}/{row.pk}").status_code == 405
    assert client.post(DAYS, {}).status_code == 405


def test_a_correction_from_asking_to_its_effect() -> None:
    site = default_site(time_zone="Asia/Kolkata")
    user = make_user((site, Role.EMPLOYEE))
    employee = make_employee(site, user=user)
    assign(employee, make_shift(site), DAY, DAY)
    check_in(employee, at=utc("2026-03-02 02:30"))
    asked = client_of(user).post(ASKED, MISSED_OUT)
    assert asked.status_code == 201
    assert (asked.json()["state"], asked.json()["employee"]) == ("pending", employee.pk)
    assert day_of(employee, DAY).flagged_for_review
    hr = client_of(make_user((site, Role.HR)))
    done = hr.post(f"{ASKED}/{asked.json()['id']}/approve", {"note": "seen on the gate's camera"})
    assert done.json()["state"] == "approved"
    row = day_of(employee, DAY)
    assert (row.last_out, row.status) == (utc("2026-03-02 11:35"), "PRESENT")
    assert not row.flagged_for_review
    made = Punch.objects.get(source=Punch.Source.MANUAL)
    assert (made.direction, made.key) == ("OUT", f"regularisation:{asked.json()['id']}:OUT")
    acts = Entry.objects.filter(subject_type="attendance.regularisation").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["ask-correction", "correction-approved"]
    again = hr.post(f"{ASKED}/{asked.json()['id']}/approve", {})
    assert again.status_code == 409
    assert Punch.objects.count() == 2


def test_a_rejection_needs_its_reason_and_changes_nothing() -> None:
    site = default_site()
    employee = worker_at(site)
    hr = client_of(make_user((site, Role.HR)))
    asked = hr.post(ASKED, MISSED_OUT | {"employee": employee.pk}).json()
    other = client_of(make_user((site, Role.HR)))
    assert other.post(f"{ASKED}/{asked['id']}/reject", {}).status_code == 400
    done = other.post(f"{ASKED}/{asked['id']}/reject", {"note": "left at four"})
    assert (done.json()["state"], done.json()["note"]) == ("rejected", "left at four")
    assert Punch.objects.count() == 1


def test_who_asked_does_not_decide() -> None:
    site = default_site()
    employee = worker_at(site)
    hr = client_of(make_user((site, Role.HR)))
    asked = hr.post(ASKED, MISSED_OUT | {"employee": employee.pk}).json()
    answer = hr.post(f"{ASKED}/{asked['id']}/approve", {})
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("four-eyes")
    assert Regularisation.objects.get().state == "pending"


def test_nobody_decides_about_themselves() -> None:
    site = default_site()
    user = make_user((site, Role.HR))
    employee = worker_at(site, user)
    asked = (
        client_of(make_user((site, Role.HR)))
        .post(ASKED, MISSED_OUT | {"employee": employee.pk})
        .json()
    )
    assert client_of(user).post(f"{ASKED}/{asked['id']}/approve", {}).status_code == 403


def test_the_database_wants_four_eyes_too() -> None:
    site = default_site()
    user = make_user((site, Role.HR))
    asked = services.request_correction(
        employee=worker_at(site),
        day=DAY,
        reason="x",
        caller=user,
        check_in_time=utc("2026-03-02 07:00"),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Regularisation.objects.filter(pk=asked.pk).update(decided_by=user)


def test_a_wrong_punch_is_voided_and_another_made_in_one_request() -> None:
    site = default_site()
    employee = worker_at(site)
    wrong = Punch.objects.get()
    hr = client_of(make_user((site, Role.HR)))
    body = {
        "employee": employee.pk,
        "day": "2026-03-02",
        "check_in_time": "2026-03-02T08:30:00",
        "void_punch": wrong.pk,
        "reason": "the twin brother",
    }
    asked = hr.post(ASKED, body).json()
    client_of(make_user((site, Role.HR))).post(f"{ASKED}/{asked['id']}/approve", {})
    row = day_of(employee, DAY)
    assert (row.first_in, row.late_minutes) == (utc("2026-03-02 08:30"), 30)
    wrong.refresh_from_db()
    assert (wrong.outcome, wrong.reason) == ("VOIDED", "the twin brother")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": " "}, 400),
        ({"check_out_time": None}, 400),
        ({"check_out_time": "2026-03-05T08:00:00"}, 400),
        ({"check_out_time": "2026-03-02"}, 400),
        ({"void_punch": 999_999}, 404),
    ],
)
def test_senseless_requests_are_refused(changes: dict[str, Any], status: int) -> None:
    site = default_site()
    user = make_user((site, Role.EMPLOYEE))
    worker_at(site, user)
    assert client_of(user).post(ASKED, MISSED_OUT | changes).status_code == status
    assert not Regularisation.objects.exists()


def test_nobody_asks_about_a_colleague_or_another_site() -> None:
    site = default_site()
    user = make_user((site, Role.EMPLOYEE))
    worker_at(site, user)
    colleague, stranger = worker_at(site), worker_at(make_site())
    for one in (colleague, stranger):
        answer = client_of(user).post(ASKED, MISSED_OUT | {"employee": one.pk})
        assert answer.status_code == 404
    assert client_of(make_user((site, Role.EMPLOYEE))).post(ASKED, MISSED_OUT).status_code == 400


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"day": "2026-01-05"}, "/check_out_time"),
        ({"day": "2026-03-03", "check_in_time": "2026-03-01T08:00:00"}, "/check_in_time"),
        ({"day": "2026-02-27", "check_out_time": None, "void_punch": True}, "/void_punch"),
    ],
)
def test_a_correction_is_about_its_own_day(changes: dict[str, Any], pointer: str) -> None:
    site = default_site()
    employee = worker_at(site)
    body = MISSED_OUT | {"employee": employee.pk} | changes
    if "void_punch" in changes:
        body["void_punch"] = Punch.objects.get().pk
    answer = client_of(make_user((site, Role.HR))).post(ASKED, body)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Regularisation.objects.exists()


def test_the_sites_clock_says_which_day_a_night_ends_on() -> None:
    """06:00 on the 3rd at the site is still the 2nd in UTC, and of the shift of the 2nd."""
    site = default_site(time_zone="Pacific/Auckland")
    employee = worker_at(site)
    ask = MISSED_OUT | {"employee": employee.pk, "check_out_time": "2026-03-03T06:00:00"}
    hr = client_of(make_user((site, Role.HR)))
    assert hr.post(ASKED, ask).status_code == 201
    assert hr.post(ASKED, ask | {"day": "2026-02-28"}).status_code == 400
