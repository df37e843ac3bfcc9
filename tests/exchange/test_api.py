"""Imports over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from factory.core.jobs import run_job
from factory.core.models import Job
from factory.sites.models import Device, Site
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1/imports"


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def manager(site: Site) -> APIClient:
    return client_of(make_user((site, "manager")))


def upload(client: APIClient, text: str, **fields: Any) -> Any:
    file = SimpleUploadedFile("devices.csv", text.encode())
    body = {"kind": "tests.devices", "file": file} | fields
    return client.post(API, body, format="multipart")


def work() -> None:
    for job in Job.objects.filter(state="pending"):
        run_job(job.pk)


def test_check_look_apply(manager: APIClient) -> None:
    made = upload(manager, "name,kind\nNorth,anpr\nSouth,ship\n")
    assert made.status_code == 202, made.content
    address = f"{API}/{made.json()['uuid']}"
    work()
    found = manager.get(address).json()
    assert (found["stage"], found["counts"]) == ("checked", {"new": 1, "wrong": 1})
    assert found["problems"] == [
        {
            "row": 3,
            "column": "kind",
            "detail": "'ship' is none of: edge, terminal, anpr, counter.",
        }
    ]
    assert manager.post(f"{address}/apply").status_code == 409
    assert manager.post(f"{address}/apply", {"skip_wrong": True}).status_code == 202
    work()
    assert manager.get(address).json()["stage"] == "applied"
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"kind": "no.such"}, 400), ({"file": ""}, 400), ({"site": 999_999}, 404)],
)
def test_what_is_refused(manager: APIClient, fields: dict[str, Any], status: int) -> None:
    assert upload(manager, "name\n", **fields).status_code == status


def test_a_guard_makes_no_devices(site: Site) -> None:
    guard = client_of(make_user((site, "security")))
    assert upload(guard, "name\nNorth\n").status_code == 403


def test_the_import_of_another_site_is_not_found(manager: APIClient) -> None:
    uuid = upload(manager, "name\nNorth\n").json()["uuid"]
    stranger = client_of(make_user((make_site(), "manager")))
    assert stranger.get(f"{API}/{uuid}").status_code == 404
    assert stranger.post(f"{API}/{uuid}/apply").status_code == 404
