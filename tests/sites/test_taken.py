"""What is there once only, asked for a second time: the answer names the field, whoever asks and how."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from factory.core.api.database_errors import database_problem
from identity import services
from identity.models import Employee
from tests.architecture.forms import filled
from tests.builders import default_site, make_user
from tests.identity.builders import make_employee

pytestmark = pytest.mark.django_db
PLATES, NAMES, DAYS = ("MH12AB1234", "MH12AB9999"), ("North", "South"), ("2026-01-26", "2026-08-15")
HOURS = {"start": "08:00", "end": "16:00", "effective_from": "2026-01-01"}
ROWS: list[tuple[str, str, tuple[str, str], dict[str, Any]]] = [
    ("employees identity.Employee", "employee_code", ("E1", "E2"), {"name": "Ada"}),
    ("shifts attendance.Shift", "name", NAMES, HOURS),
    ("holidays attendance.Holiday", "day", DAYS, {"name": "Republic"}),
    ("areas occupancy.Area", "name", NAMES, {"capacity": 10}),
    ("gates vehicles.Gate", "name", NAMES, {}),
    ("devices sites.Device", "name", NAMES, {"kind": "edge"}),
    ("vehicles vehicles.Vehicle", "plate", PLATES, {}),
    ("cameras streaming.Camera", "camera_id", ("CAM-1", "CAM-2"), {"source": "rtsp://10.0.0.1/x"}),
]
IDS = [row[0].split()[0] for row in ROWS]


def operator(client: Any) -> Any:
    user = make_user(superuser=True)
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def pointers(answer: Any) -> list[str]:
    return [error["pointer"] for error in answer.json().get("errors", ())]


@pytest.mark.parametrize(("names", "field", "values", "rest"), ROWS, ids=IDS)
def test_the_api_names_the_field(
    names: str, field: str, values: tuple[str, str], rest: dict[str, Any]
) -> None:
    path, api = f"/api/v1/{names.split(maxsplit=1)[0]}", operator(APIClient())
    body = rest | ({} if "name" in rest or field == "name" else {"name": "Any"})
    body = {
        key: value for key, value in body.items() if (path, key) != ("/api/v1/vehicles", "name")
    }
    first = api.post(path, body | {field: values[0]}, format="json")
    assert first.status_code == 201, first.json()
    again = api.post(path, body | {field: values[0]}, format="json")
    assert again.status_code in {400, 409}
    assert pointers(again) == [f"/{field}"]


@pytest.mark.parametrize("page", ["add", "change"])
@pytest.mark.parametrize(("names", "field", "values", "rest"), ROWS[:-2], ids=IDS[:-2])
def test_the_admin_says_it_beside_the_field(
    names: str, field: str, values: tuple[str, str], rest: dict[str, Any], page: str
) -> None:
    path, label = names.split()
    api, admin = operator(APIClient()), operator(Client())
    for value in values:
        api.post(f"/api/v1/{path}", rest | {field: value}, format="json")
    model: Any = apps.get_model(label)
    named = [model.objects.get(**{field: values[1]}).pk] if page == "change" else []
    address = reverse(f"admin:{label.lower().replace('.', '_')}_{page}", args=named)
    form = {"name": "Any"} | filled(admin.get(address)) | rest | {field: values[0]}
    answer = admin.post(address, form | {"site": default_site().pk})
    errors = answer.context["adminform"].form.errors
    assert set(errors) == {field}, errors
    assert "already" in str(errors[field])


@pytest.mark.parametrize(
    "numbers", [["7"], ["8", "8"]], ids=["somebody has it already", "twice in one form"]
)
@pytest.mark.parametrize("new", [True, False], ids=["a new person", "a known one"])
def test_a_badge_beside_a_person_is_given_once(numbers: list[str], new: bool) -> None:
    admin, site = operator(Client()), default_site()
    services.add_identifier(employee=make_employee(site), kind="badge", value="7")
    args = [] if new else [make_employee(site).pk]
    address = reverse(f"admin:identity_employee_{'add' if new else 'change'}", args=args)
    form = {"employee_code": "N1", "name": "New"} | filled(admin.get(address))
    form |= {"employee_code": "N1", "name": "New", "site": site.pk}
    form["identifiers-TOTAL_FORMS"] = len(numbers)
    for place, number in enumerate(numbers):
        form |= {f"identifiers-{place}-kind": "badge", f"identifiers-{place}-value": number}
    answer = admin.post(address, form)
    assert answer.status_code == 200
    formset = answer.context["inline_admin_formsets"][0].formset
    assert any(form.errors for form in formset.forms)
    assert not Employee.objects.filter(employee_code="N1").exists()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param("UNIQUE constraint failed: a.b", 409, id="stored meanwhile"),
        pytest.param("NOT NULL constraint failed: a.b", None, id="a fault of ours"),
    ],
)
def test_who_was_second_by_a_moment_is_told_so(words: str, status: int | None) -> None:
    answer = database_problem(IntegrityError(words), "POST")
    assert (answer.status_code if answer else None) == status
