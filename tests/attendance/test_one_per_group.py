"""Of one group no two weekly offs, and no two late policies, hold on one day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from attendance import services
from attendance.admin.common import RosterForm
from attendance.models import LatePolicy, WeeklyOff
from factory.core.errors import Conflict
from factory.sites.models import Role, Site
from tests.attendance.builders import make_employee
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LATER = date(2026, 3, 1), date(2026, 4, 1)
Made = WeeklyOff | LatePolicy


def off_of_all(site: Site, **values: Any) -> WeeklyOff:
    return WeeklyOff(site=site, weeks=[[6]], **values)


def off_of_paint(site: Site, **values: Any) -> WeeklyOff:
    return WeeklyOff(site=site, weeks=[[6]], department="Paint", **values)


def policy_of_all(site: Site, **values: Any) -> LatePolicy:
    return LatePolicy(site=site, **values)


def policy_of_paint(site: Site, **values: Any) -> LatePolicy:
    return LatePolicy(site=site, department="Paint", **values)


def save(row: Made) -> None:
    if isinstance(row, WeeklyOff):
        services.save_weekly_off(weekly_off=row, caller=None)
    else:
        services.save_late_policy(policy=row, caller=None)


MAKERS = [off_of_all, off_of_paint, policy_of_all, policy_of_paint]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("known", "new", "is_refused"),
    [
        pytest.param((FIRST, None), (LATER, None), True, id="two without an end"),
        pytest.param((LATER, None), (FIRST, None), True, id="the earlier one comes second"),
        pytest.param((FIRST, None), (LATER, LATER), True, id="a day of the open one"),
        pytest.param((FIRST, LATER), (LATER, None), True, id="the last day is the other's first"),
        pytest.param((FIRST, LATER), (date(2026, 4, 2), None), False, id="one after the other"),
        pytest.param((LATER, None), (FIRST, date(2026, 3, 31)), False, id="up to the day before"),
    ],
)
def test_spans(
    make: Any, known: tuple[date, date | None], new: tuple[date, date | None], is_refused: bool
) -> None:
    site = default_site()
    save(make(site, from_date=known[0], to_date=known[1]))
    row = make(site, from_date=new[0], to_date=new[1])
    if not is_refused:
        save(row)
        return
    with pytest.raises(Conflict, match="already; end it first") as refused:
        save(row)
    assert refused.value.code == "overlap"
    with pytest.raises(ValidationError, match=f"from {known[0]}"):
        row.full_clean()


def test_other_groups_are_no_rivals_and_a_row_is_not_its_own() -> None:
    site = default_site()
    asha, ravi = make_employee(site), make_employee(site)
    makers: list[Any] = MAKERS
    rows: list[Made] = [make(site, from_date=FIRST) for make in makers]
    rows += [
        WeeklyOff(site=site, weeks=[[6]], employee=one, from_date=FIRST) for one in (asha, ravi)
    ]
    rows.append(WeeklyOff(site=site, weeks=[[6]], department="Stores", from_date=FIRST))
    for row in (*rows, *rows):
        save(row)
    second = WeeklyOff(site=site, weeks=[[0]], employee=asha, from_date=LATER)
    with pytest.raises(Conflict):
        save(second)
    rows[4].to_date = date(2026, 3, 31)
    save(rows[4])
    save(second)


@pytest.mark.parametrize("make", MAKERS)
def test_the_database_refuses_two_without_an_end_too(make: Any) -> None:
    site = default_site()
    make(site, from_date=FIRST).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(site, from_date=LATER).save()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("weekly-offs", {"weeks": [[6]]}),
        ("weekly-offs", {"weeks": [[6]], "department": "Paint"}),
        ("late-policies", {"every": 3}),
    ],
)
def test_the_api_says_which_row_is_in_the_way(path: str, body: dict[str, Any]) -> None:
    hr = client_of(make_user((default_site(), Role.HR)))
    url = f"/api/v1/{path}"
    assert hr.post(url, body | {"from_date": "2026-03-01"}).status_code == 201
    refused = hr.post(url, body | {"from_date": "2026-04-01", "to_date": "2026-04-02"})
    assert (refused.status_code, refused.json()["type"][-7:]) == (409, "overlap")
    assert "2026-03-01" in refused.json()["detail"]
    earlier = hr.post(url, body | {"from_date": "2026-02-01", "to_date": "2026-02-28"})
    assert earlier.status_code == 201, earlier.content


def test_an_employees_row_that_has_ended_lies_beside_an_open_one_in_the_api() -> None:
    site = default_site()
    hr = client_of(make_user((site, Role.HR)))
    body = {"weeks": [[6]], "employee": make_employee(site).pk}
    url = "/api/v1/weekly-offs"
    assert hr.post(url, body | {"from_date": "2026-03-01"}).status_code == 201
    ended = body | {"from_date": "2026-02-01", "to_date": "2026-02-28"}
    assert hr.post(url, ended).status_code == 201
    assert hr.post(url, body | {"from_date": "2026-04-01"}).status_code == 409


def test_the_admins_form_says_so_on_the_page() -> None:
    site = default_site()
    save(policy_of_all(site, from_date=FIRST))

    class Form(RosterForm):
        class Meta:
            model = LatePolicy
            fields = ("site", "department", "every", "from_date", "half_days", "forgiven")

    values = {"site": site.pk, "every": 3, "from_date": LATER, "half_days": 1, "forgiven": 0}
    form = Form(values)
    assert not form.is_valid()
    assert "already; end it first" in str(form.errors)
