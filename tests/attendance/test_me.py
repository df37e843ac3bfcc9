"""What employees see of themselves and ask for, in the browser."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from attendance import services
from attendance.models import LatePolicy, Regularisation
from factory.core.models import User
from factory.sites.models import Role
from factory.sites.tokens import end_token, make_token
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import PASSWORD, client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
URL = "/me/attendance/"
LATER = utc("2026-03-20 12:00")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def employee_user() -> User:
    site = default_site(time_zone="Asia/Kolkata")
    user = make_user((site, Role.EMPLOYEE))
    mine = make_employee(site, user=user, name="Asha Thomas")
    other = make_employee(site, name="Somebody Else")
    shift = make_shift(site)
    for worker, clock in ((mine, "02:31"), (other, "02:32")):
        assign(worker, shift, date(2026, 3, 2), date(2026, 3, 3))
        check_in(worker, at=utc(f"2026-03-02 {clock}"))
    return user


def test_ones_own_month_by_the_sites_clock_and_nobody_elses() -> None:
    with time_machine.travel(LATER, tick=False):
        page = signed_in(employee_user()).get(URL, {"month": "2026-03"}).content.decode()
    assert "Asha Thomas" in page
    assert "08:01" in page
    assert "Somebody Else" not in page
    assert "08:02" not in page


def test_a_correction_is_asked_for_and_shown() -> None:
    user = employee_user()
    client = signed_in(user)
    body = {"day": "2026-03-02", "left_at": "17:05", "reason": "Forgot my badge"}
    with time_machine.travel(LATER, tick=False):
        assert client.post(URL, body).status_code == 302
        page = client.get(URL).content.decode()
    asked = Regularisation.objects.get()
    assert (asked.asked_by, asked.check_out_time) == (user, utc("2026-03-02 11:35"))
    assert asked.check_in_time is None
    assert "Forgot my badge" in page


@pytest.mark.parametrize(
    ("hours", "clock", "moment", "told"),
    [
        ("22:00-06:00", {"left_at": "06:10"}, "2026-03-03 00:40", "left Tue 3 Mar 2026, 06:10"),
        ("00:00-08:00", {"came_at": "23:50"}, "2026-03-01 18:20", "came Sun 1 Mar 2026, 23:50"),
    ],
)
def test_a_time_is_of_the_shift_that_begins_on_the_day_and_told_with_its_date(
    hours: str, clock: dict[str, str], moment: str, told: str
) -> None:
    site = default_site(time_zone="Asia/Kolkata")
    user = make_user((site, Role.EMPLOYEE))
    assign(make_employee(site, user=user), make_shift(site, hours), date(2026, 3, 1))
    body = {"day": "2026-03-02", "reason": "Forgot"} | clock
    with time_machine.travel(LATER, tick=False):
        page = signed_in(user).post(URL, body, follow=True).content.decode()
    asked = Regularisation.objects.get()
    assert utc(moment) in {asked.check_in_time, asked.check_out_time}
    assert told in page


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"reason": ""}, "required"),
        ({"left_at": ""}, "Give a check-in"),
        ({"day": "x"}, "valid"),
        ({"day": "9999-12-31", "came_at": "22:00", "left_at": "06:00"}, "Expected a day from 1970"),
        ({"day": "0001-01-01", "came_at": "00:00"}, "Expected a day from 1970"),
        ({"left_at": "03:00"}, "Not about the shift of Mon 2 Mar 2026 (08:00 to 17:00)"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, str], text: str) -> None:
    body = {"day": "2026-03-02", "left_at": "17:05", "reason": "Forgot"} | changes
    with time_machine.travel(LATER, tick=False):
        answer = signed_in(employee_user()).post(URL, body)
    assert text in answer.content.decode()
    assert not Regularisation.objects.exists()


def test_strangers_sign_in_first_and_accounts_of_nobody_are_told() -> None:
    assert Client().get(URL)["Location"].startswith("/me/attendance/sign-in")
    nobody = make_user((default_site(), Role.EMPLOYEE))
    assert signed_in(nobody).get(URL).status_code == 404
    elsewhere = make_user((make_site(), Role.EMPLOYEE))
    make_employee(default_site(), user=elsewhere)
    assert signed_in(elsewhere).get(URL).status_code == 404


def test_signing_in_leads_to_ones_month() -> None:
    user, client = employee_user(), Client()
    body = {"username": user.username, "password": PASSWORD}
    answer = client.post(f"{URL}sign-in", body)
    assert answer["Location"] == URL
    assert client.get(URL).status_code == 200


def test_ones_own_password_is_changed_and_ends_the_other_sessions() -> None:
    user, new = employee_user(), "a wholly new password"
    here, elsewhere = signed_in(user), signed_in(user)
    token, _ = make_token(user)
    with time_machine.travel(LATER, tick=False):
        assert f"{URL}password" in here.get(URL).content.decode()
        body = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        wrong = here.post(f"{URL}password", body | {"old_password": "wrong"})
        assert wrong.status_code == 200
        done = here.post(f"{URL}password", body, follow=True)
    assert "Your password is changed" in done.content.decode()
    user.refresh_from_db()
    assert user.check_password(new)
    assert elsewhere.get(URL)["Location"].startswith("/me/attendance/sign-in")
    assert not end_token(token)


def test_a_stranger_is_asked_to_sign_in_before_changing_a_password() -> None:
    assert Client().get(f"{URL}password")["Location"].startswith("/me/attendance/sign-in")


@pytest.mark.parametrize(("every", "cost"), [(1, "0.5"), (2, None)])
def test_what_lateness_costs_is_told_to_whom_it_costs(every: int, cost: str | None) -> None:
    site = default_site()
    user = make_user((site, Role.EMPLOYEE))
    worker = make_employee(site, user=user)
    policy = LatePolicy(site=site, from_date=date(2026, 3, 1), every=every)
    services.save_late_policy(policy=policy, caller=None)
    assign(worker, make_shift(site), date(2026, 3, 2), date(2026, 3, 2))
    with time_machine.travel(utc("2026-03-02 20:00"), tick=False):
        check_in(worker, at=utc("2026-03-02 08:30"))
        check_out(worker, at=utc("2026-03-02 17:00"))
        hr = client_of(make_user((site, Role.HR)))
        pages = [
            client_of(user).get("/me/attendance/?month=2026-03"),
            hr.get(f"/admin/attendance/attendanceday/month/{worker.pk}/?month=2026-03"),
        ]
    told = [f"<strong>{cost}</strong> deducted" in page.content.decode() for page in pages]
    assert told == [cost is not None] * 2
    assert ["deducted" in page.content.decode() for page in pages] == told
