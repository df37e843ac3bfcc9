"""HR asks for a correction on an employee's calendar; somebody else decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from attendance.models import Punch, Regularisation
from attendance.models.corrections import UNCHANGED
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
ASKED = {"day": "2026-03-02", "left_at": "17:05", "reason": "the reader was dark"}


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


def desk(site: Site, role: str = Role.HR) -> Client:
    client = Client()
    client.force_login(make_user((site, role)), "factory.sites.backends.SiteRoleBackend")
    return client


def worker_at(site: Site) -> Employee:
    """Return somebody who came at eight and forgot to check out."""
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    check_in(worker, at=utc("2026-03-02 08:00"))
    return worker


def month_of(worker: Employee) -> str:
    return reverse("admin:attendance_month", args=[worker.pk]) + "?month=2026-03"


def test_a_missed_check_out_is_asked_for_by_the_sites_clock() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    worker = worker_at(site)
    assert desk(site).post(month_of(worker), ASKED).status_code == 302
    asked = Regularisation.objects.get()
    assert (asked.employee, asked.state) == (worker, Regularisation.State.PENDING)
    assert asked.check_out_time == utc("2026-03-02 11:35")
    assert Punch.objects.count() == 1


def test_a_wrong_punch_is_chosen_from_the_months() -> None:
    site = default_site()
    worker, other = worker_at(site), worker_at(site)
    wrong = Punch.objects.get(employee=worker)
    body = {"day": "2026-03-02", "void": wrong.pk, "reason": "it was their brother"}
    assert desk(site).post(month_of(worker), body).status_code == 302
    assert Regularisation.objects.get().void_punch == wrong
    foreign = body | {"void": Punch.objects.get(employee=other).pk}
    assert b"Select a valid choice" in desk(site).post(month_of(worker), foreign).content


def test_round_the_clock_from_an_evening_ends_on_the_second_morning() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site, "23:00-23:00"), DAY, DAY)
    body = ASKED | {"left_at": "00:10"}
    assert desk(site).post(month_of(worker), body).status_code == 302
    assert Regularisation.objects.get().check_out_time == utc("2026-03-04 00:10")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param({"day": "2026-03-02", "reason": "?"}, b"Give a check-in", id="nothing"),
        pytest.param(ASKED | {"reason": ""}, b"This field is required", id="no reason"),
        pytest.param(ASKED | {"day": "2026-03-05"}, b"about the past", id="the future"),
    ],
)
def test_what_makes_no_sense_is_said_on_the_page(body: dict[str, str], says: bytes) -> None:
    site = default_site()
    answer = desk(site).post(month_of(worker_at(site)), body)
    assert answer.status_code == 200
    assert says in answer.content
    assert not Regularisation.objects.exists()


def test_who_may_not_ask_for_others_sees_no_form() -> None:
    site = default_site()
    worker = worker_at(site)
    assert b"Ask for a correction" in desk(site).get(month_of(worker)).content
    manager = desk(site, Role.MANAGER)
    assert b"Ask for a correction" not in manager.get(month_of(worker)).content
    assert manager.post(month_of(worker), ASKED).status_code == 403
    assert desk(make_site()).post(month_of(worker), ASKED).status_code == 404


@pytest.mark.parametrize(
    ("left_at", "is_unchanged"),
    [
        pytest.param("16:00", True, id="before the check-out on record"),
        pytest.param("18:00", False, id="after it"),
    ],
)
def test_an_approval_that_other_punches_outdo_is_said_to_change_nothing(
    left_at: str, is_unchanged: bool
) -> None:
    site = default_site()
    worker = worker_at(site)
    check_out(worker, at=utc("2026-03-02 17:00"))
    queue = reverse("admin:attendance_regularisation_changelist")
    for _ in range(2):
        desk(site).post(month_of(worker), ASKED | {"left_at": left_at})
    by_page, by_call = Regularisation.objects.order_by("pk")
    if is_unchanged:
        answer = client_of(make_user((site, Role.HR))).post(
            f"/api/v1/regularisations/{by_call.pk}/approve", {}, content_type="application/json"
        )
        assert answer.json()["warnings"] == [UNCHANGED]
    body = {"action": "approve", "_selected_action": [by_page.pk], "reason": ""}
    page = desk(site).post(queue, body, follow=True).content.decode()
    assert (UNCHANGED in page) is is_unchanged
    by_page.refresh_from_db()
    assert by_page.state == Regularisation.State.APPROVED
