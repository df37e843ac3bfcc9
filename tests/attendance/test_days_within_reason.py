"""Days that nobody means, such as the year one or 9999 for "for ever", are refused field by field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from attendance import services
from attendance.models import EmployeeDepartment, LatePolicy, ShiftAssignment
from factory.core import clock
from factory.core.dates import check_day
from factory.core.errors import Invalid
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import make_employee, make_shift
from tests.builders import client_of, default_site, make_user

DAY = "2026-03-02"
NO_SPAN = {"holidays", "shifts", "employees", "regularisations"}


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        ("0001-01-01", False),
        ("1969-12-31", False),
        ("1970-01-01", True),
        ("2200-12-31", True),
        ("2201-01-01", False),
        ("9999-12-31", False),
    ],
)
def test_days_from_1970_to_2200_are_meant(day: str, fits: bool) -> None:
    if fits:
        check_day(date.fromisoformat(day))
        return
    with pytest.raises(ValidationError, match="leave a last day empty for ever"):
        check_day(date.fromisoformat(day))


def person(site: Site) -> dict[str, Any]:
    return {"employee": make_employee(site).pk}


def on_shift(site: Site) -> dict[str, Any]:
    return person(site) | {"shift": make_shift(site).pk}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("shift-assignments", on_shift, "from_date"),
        ("shift-assignments", on_shift, "to_date"),
        ("leaves", person, "from_date"),
        ("leaves", person, "to_date"),
        ("weekly-offs", lambda _: {"weeks": [[6]]}, "from_date"),
        ("weekly-offs", lambda _: {"weeks": [[6]]}, "to_date"),
        ("late-policies", lambda _: {}, "from_date"),
        ("late-policies", lambda _: {}, "to_date"),
        ("holidays", lambda _: {"name": "Never"}, "day"),
        ("shifts", lambda _: {"name": "S", "start": "08:00", "end": "16:00"}, "effective_from"),
        ("employees", lambda _: {"employee_code": "N", "name": "New"}, "joined_on"),
        ("employees", lambda _: {"employee_code": "N", "name": "New"}, "left_on"),
        ("regularisations", lambda site: person(site) | {"reason": "Forgot"}, "day"),
    ],
)
def test_other_days_are_refused_where_they_are_said(
    path: str, body: Any, field: str, day: str
) -> None:
    site = default_site()
    span = {} if path in NO_SPAN else {"from_date": DAY, "to_date": DAY}
    client = client_of(make_user((site, Role.HR)))
    answer = client.post(f"/api/v1/{path}", span | body(site) | {field: day}, format="json")
    assert answer.status_code == 400, answer.content
    assert [one["pointer"] for one in answer.json()["errors"]] == [f"/{field}"]


@pytest.mark.django_db
def test_the_services_refuse_them_too() -> None:
    site = default_site()
    worker, shift = make_employee(site), make_shift(site)
    span = {"from_date": date.min, "to_date": None}
    with pytest.raises(Invalid, match="from 1970-01-01"):
        services.save_assignment(
            assignment=ShiftAssignment(employee=worker, shift=shift, **span), caller=None
        )
    with pytest.raises(Invalid, match="from 1970-01-01"):
        services.save_late_policy(policy=LatePolicy(site=site, **span), caller=None)
    with pytest.raises(Invalid, match="from 1970-01-01"):
        services.save_move(
            move=EmployeeDepartment(employee=worker, department="A", since=date.min), caller=None
        )
    with pytest.raises(Invalid, match="from 1970-01-01"):
        services.change_shift(shift=shift, effective_from=date.min, caller=None)
    asked: dict[str, Any] = {
        "employee": worker,
        "reason": "Forgot",
        "caller": make_user((site, Role.HR)),
    }
    with pytest.raises(Invalid, match="from 1970-01-01"):
        services.request_correction(day=date.min, check_in_time=clock.now(), **asked)
    early = datetime.min.replace(tzinfo=UTC)
    with pytest.raises(Invalid, match="too far away"):
        services.request_correction(day=date(2026, 3, 2), check_in_time=early, **asked)


@pytest.mark.django_db
def test_a_row_from_before_the_rule_can_be_ended() -> None:
    site = default_site()
    worker = make_employee(site, joined_on=date.min)
    row = ShiftAssignment.objects.create(
        site=site,
        employee=worker,
        shift=make_shift(site),
        from_date=date(2026, 3, 2),
        to_date=date.max,
    )
    client = client_of(make_user((site, Role.HR)))
    ended = client.patch(
        f"/api/v1/shift-assignments/{row.pk}", {"to_date": "2026-04-01"}, format="json"
    )
    assert ended.status_code == 200, ended.content
    left = client.patch(f"/api/v1/employees/{worker.pk}", {"left_on": "2026-04-01"}, format="json")
    assert left.status_code == 200, left.content
    assert Employee.objects.get(pk=worker.pk).left_on == date(2026, 4, 1)
