"""The desk's way through an import, and exports that come back."""

from __future__ import annotations

import csv
import io
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from factory.core.jobs import run_job
from factory.exchange.models import Import
from factory.sites.models import Device, Site
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
ADD = "/admin/exchange/import/add/?kind=tests.devices"


@pytest.fixture
def site() -> Site:
    return default_site()


def signed_in(*roles: tuple[Site, str]) -> Client:
    client = Client()
    client.force_login(make_user(*roles), "factory.sites.backends.SiteRoleBackend")
    return client


def upload(client: Client, site: Site, text: str) -> HttpResponse:
    file = SimpleUploadedFile("devices.csv", text.encode())
    return cast(
        "HttpResponse",
        client.post(ADD, {"kind": "tests.devices", "site": site.pk, "file": file}),
    )


def page_of(row: Import) -> str:
    return reverse("admin:exchange_import_change", args=[row.pk])


def worked() -> Import:
    row: Import = Import.objects.select_related("job").get()
    assert row.job is not None
    run_job(row.job.pk)
    row.refresh_from_db()
    return row


def test_the_form_says_which_columns(site: Site) -> None:
    page = signed_in((site, "manager")).get(ADD).content.decode()
    assert "North gate" in page
    assert 'value="tests.devices" selected' in page
    assert "template.csv" in page


def test_a_file_is_checked_looked_at_and_applied(site: Site) -> None:
    client = signed_in((site, "manager"))
    answer = upload(client, site, "name,kind\nNorth,anpr\nSouth,ship\n")
    row: Import = Import.objects.get()
    assert answer["Location"] == page_of(row)
    assert 'http-equiv="refresh"' in client.get(page_of(row)).content.decode()
    worked()
    page = client.get(page_of(row)).content.decode()
    assert "Apply 1 row" in page
    assert "is none of: edge" in page
    apply = reverse("admin:exchange_import_apply", args=[row.pk])
    refused = client.post(apply, follow=True).content.decode()
    assert "Rows are wrong (1)" in refused
    client.post(apply, {"skip_wrong": "yes"})
    worked()
    assert "the wrong rows were left out" in client.get(page_of(row)).content.decode()
    assert list(Device.objects.values_list("name", flat=True)) == ["North"]


def test_problems_and_templates_are_files(site: Site) -> None:
    client = signed_in((site, "manager"))
    upload(client, site, "name,kind\nSouth,ship\n")
    row = worked()
    told = client.get(reverse("admin:exchange_import_problems", args=[row.pk])).content
    assert list(csv.reader(io.StringIO(told.decode("utf-8-sig"))))[1][:2] == ["2", "kind"]
    template = client.get(reverse("admin:exchange_import_template"), {"kind": "tests.devices"})
    assert template.content.decode("utf-8-sig").splitlines() == ["name,kind", "North gate,terminal"]


def test_an_unreadable_file_is_said(site: Site) -> None:
    client = signed_in((site, "manager"))
    upload(client, site, "colour\nred\n")
    assert "must name these columns: name" in client.get(page_of(worked())).content.decode()


@pytest.mark.parametrize("role", ["security", "viewer"])
def test_who_may_not_write_the_rows_is_not_asked(site: Site, role: str) -> None:
    client = signed_in((site, role))
    assert client.get(ADD).status_code == 403
    assert upload(client, site, "name\nNorth\n").status_code == 403
    assert not Import.objects.exists()


def test_another_sites_rows_cannot_be_written(site: Site) -> None:
    client = signed_in((site, "manager"), (make_site(), "viewer"))
    other = Site.objects.exclude(pk=site.pk).get()
    page = upload(client, other, "name\nNorth\n").content.decode()
    assert "Select a valid choice" in page
    assert not Import.objects.exists()


def test_another_sites_import_is_not_there(site: Site) -> None:
    upload(signed_in((site, "manager")), site, "name\nNorth\n")
    stranger = signed_in((make_site(), "manager"))
    row: Import = Import.objects.get()
    for name in ("apply", "problems"):
        address = reverse(f"admin:exchange_import_{name}", args=[row.pk])
        send = stranger.post if name == "apply" else stranger.get
        assert send(address).status_code == 404


def test_an_upload_that_a_worker_takes_at_once(
    site: Site,
    inline_tasks: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    del inline_tasks
    with django_capture_on_commit_callbacks(execute=True):
        upload(signed_in((site, "manager")), site, "name\nNorth\n")
    row: Import = Import.objects.get()
    assert row.stage == "checked"
