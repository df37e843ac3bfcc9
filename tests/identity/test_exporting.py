"""Employees as a file, from the API and the admin's list: who may have what, and that it comes back."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from factory.audit.models import Entry
from factory.core.jobs import run_job
from factory.core.models import Job, User
from factory.core.spreadsheets import XLSX
from factory.sites.models import Site
from identity import services
from identity.exporting import HEADER
from identity.models import Employee, Identifier
from tests.builders import client_of, default_site, make_site, make_user
from tests.identity.builders import make_employee

pytestmark = pytest.mark.django_db
API = "/api/v1/employees/export"
LIST = "/admin/identity/employee/"


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def asha(site: Site) -> Employee:
    """Return somebody with a value in each column, some of which a spreadsheet would run."""
    person: Employee = services.create_employee(
        site=site,
        employee_code="0042",
        name="=cmd|' /C calc'!A0",
        department="Press, line 2",
        email="asha@example.com",
        phone="+91 80 1234 5678",
        joined_on=date(2024, 4, 1),
        left_on=date(2099, 3, 2),
        active=False,
        biometric_alternative=True,
    )
    for kind, value in (("badge", "00071"), ("badge", "00072"), ("card", "9")):
        services.add_identifier(employee=person, kind=kind, value=value, caller=None)
    return person


def by_api(who: User, form: str) -> bytes:
    answer = client_of(who).get(API, {"format": form})
    assert answer.status_code == 200, answer.content
    return bytes(answer.content)


def by_admin(who: User, form: str) -> bytes:
    client = Client()
    client.force_login(who, "factory.sites.backends.SiteRoleBackend")
    ticked = list(Employee.objects.values_list("pk", flat=True))
    return client.post(LIST, {"action": f"export_{form}", "_selected_action": ticked}).content


WAYS = pytest.mark.parametrize("export", [by_api, by_admin])
FORMS = pytest.mark.parametrize("form", ["csv", "xlsx"])


def table_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def work() -> None:
    for job in Job.objects.filter(state="pending"):
        run_job(job.pk)


def rows_now() -> list[Any]:
    return [*Employee.objects.order_by("pk").values(), *Identifier.objects.order_by("pk").values()]


@WAYS
@FORMS
def test_what_was_exported_is_imported_without_a_change(
    site: Site, asha: Employee, export: Any, form: str
) -> None:
    make_employee(site)
    hr, before = make_user((site, "hr")), rows_now()
    file = SimpleUploadedFile(f"people.{form}", export(hr, form))
    body = {"kind": "identity.employees", "file": file}
    made = client_of(hr).post("/api/v1/imports", body, format="multipart").json()
    work()
    client_of(hr).post(f"/api/v1/imports/{made['uuid']}/apply")
    work()
    found = client_of(hr).get(f"/api/v1/imports/{made['uuid']}").json()
    assert (found["counts"], found["problems"], found["ignored"]) == ({"same": 2}, [], [])
    assert rows_now() == before


@WAYS
def test_nothing_in_it_runs(site: Site, asha: Employee, export: Any) -> None:
    hr = make_user((site, "hr"))
    (row,) = table_of(export(hr, "csv"))
    assert (row["name"], row["phone"]) == ("'=cmd|' /C calc'!A0", "'+91 80 1234 5678")
    sheet = load_workbook(io.BytesIO(export(hr, "xlsx"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


@WAYS
@pytest.mark.parametrize(("role", "badge"), [("hr", "00071"), ("security", ""), ("manager", "")])
def test_a_badge_is_for_who_may_see_it(
    site: Site, asha: Employee, export: Any, role: str, badge: str
) -> None:
    (row,) = table_of(export(make_user((site, role), (make_site(), "hr")), "csv"))
    assert row["badge"] == badge


def test_only_the_sites_own_people_are_in_it(site: Site, asha: Employee) -> None:
    there = make_site()
    other = make_employee(there)
    both = client_of(make_user((site, "hr"), (there, "viewer")))
    mine = both.get(API, {"site": site.pk}).content
    assert [row["employee_code"] for row in table_of(mine)] == [asha.employee_code]
    assert both.get(API, {"site": there.pk}).status_code == 403
    assert client_of(make_user((there, "hr"))).get(API, {"site": site.pk}).status_code == 404
    hers = client_of(make_user((there, "hr"))).get(API).content
    assert [row["employee_code"] for row in table_of(hers)] == [other.employee_code]


def test_it_is_a_file_and_who_took_it_is_written_down(site: Site, asha: Employee) -> None:
    hr = make_user((site, "hr"))
    plain, book = (client_of(hr).get(API, query) for query in ({}, {"format": "xlsx"}))
    assert plain["Content-Type"].startswith("text/csv")
    assert 'filename="employees.csv"' in plain["Content-Disposition"]
    assert book["Content-Type"] == XLSX
    acts = Entry.objects.filter(who=hr).values_list("act", "site", "detail")
    assert list(acts) == [("export", site.pk, {"sheet": "employees"})] * 2


def test_it_asks_no_query_for_each(
    site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_employee(site, consent=False)
    client = client_of(make_user((site, "hr")))
    client.get(API)
    with django_assert_max_num_queries(10):
        assert len(table_of(client.get(API).content)) == 5


def test_more_than_an_import_takes_is_refused(
    site: Site, asha: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("identity.api.views.exports.MOST_ROWS", 0)
    hr = make_user((site, "hr"))
    answer = client_of(hr).get(API, {"format": "xlsx"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert not Entry.objects.filter(who=hr).exists()
