"""A camera whose user or password no key opens: it alone stands still, and a new one mends it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from factory.core.encryption import Sealed, Undecipherable
from streaming import selectors, services
from streaming.models import Camera
from streaming.supervision.fleet import Fleet
from tests.builders import client_of, default_site, make_user
from tests.streaming.builders import make_camera

pytestmark = pytest.mark.django_db
LOST = "gone:ciphertext"


@pytest.fixture(params=["user", "password"])
def lost(request: pytest.FixtureRequest) -> str:
    """Return the name of the field that no key opens."""
    return str(request.param)


@pytest.fixture
def camera(lost: str) -> Camera:
    made = make_camera(default_site(), source="rtsp://10.0.0.5/s", user="root", password="hunter2")
    Camera.objects.filter(pk=made.pk).update(**{lost: Sealed(LOST)})
    found: Camera = Camera.objects.get(pk=made.pk)
    return found


def stored(camera: Camera, field: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{field}" FROM streaming_camera WHERE id = %s', [camera.pk])
        return str(cursor.fetchone()[0])


def test_the_value_alone_cannot_be_read(camera: Camera, lost: str) -> None:
    with pytest.raises(Undecipherable, match="ENCRYPTION_KEYS"):
        getattr(camera, lost)
    camera.name = "Renamed"
    camera.save()
    assert stored(camera, lost) == LOST, "it may be opened again, once its key is back"


def test_the_supervisor_reads_all_others_and_says_why_not_this_one(camera: Camera) -> None:
    other = make_camera(default_site())
    wanted = {one.pk: one for one in selectors.wanted_cameras(0, 1)}
    fleet = Fleet()
    assert fleet._orders(wanted).keys() == {other.pk}
    assert "ENCRYPTION_KEYS" in fleet._refused[camera.pk][0]


def test_lists_go_on_and_a_new_one_mends_it(camera: Camera, lost: str) -> None:
    client = client_of(make_user((default_site(), "manager")))
    url = f"/api/v1/cameras/{camera.pk}"
    listed = client.get("/api/v1/cameras")
    assert [row["has_password"] for row in listed.json()["results"]] == [True]
    assert client.get("/api/v1/camera-statuses").status_code == 200
    assert [row["user"] for row in listed.json()["results"]] == ["" if lost == "user" else "root"]
    tried = client.post(f"{url}/test")
    assert (tried.status_code, "ENCRYPTION_KEYS" in tried.json()["detail"]) == (400, True)
    assert client.patch(url, {lost: "new"}, format="json").status_code == 200
    assert getattr(Camera.objects.get(), lost) == "new"


@pytest.mark.parametrize("lost", ["user"])
def test_what_was_read_and_is_sent_back_empties_no_lost_user(camera: Camera, lost: str) -> None:
    client = client_of(make_user((default_site(), "manager")))
    url = f"/api/v1/cameras/{camera.pk}"
    read = client.get(url).json()
    assert client.put(url, read | {"active_from": None}, format="json").status_code == 200
    assert stored(camera, lost) == LOST
    both = {"user": "", "password": ""}
    assert client.patch(url, both, format="json").status_code == 200
    assert (stored(camera, "user"), stored(camera, "password")) == ("", "")


def test_the_first_camera_is_mended_by_the_environment(camera: Camera, settings: Any) -> None:
    settings.RTSP_URL, settings.CAMERA_ID = "rtsp://root:anew@10.0.0.5/s", camera.camera_id
    services.ensure_first_camera()
    found = Camera.objects.get()
    assert (found.source, found.user, found.password) == ("rtsp://10.0.0.5/s", "root", "anew")


@pytest.mark.parametrize(("typed", "now"), [("", LOST), ("anew", "anew")])
def test_its_page_opens_and_saves(camera: Camera, lost: str, typed: str, now: str) -> None:
    client = Client()
    user = make_user((default_site(), "manager"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    url = reverse("admin:streaming_camera_change", args=[camera.pk])
    page = client.get(url)
    assert page.content.decode().count("opens the stored one: enter it again") == 1
    form: Any = page.context["adminform"].form
    data = {n: v for n, v in form.initial.items() if v not in (None, False)}
    done = client.post(url, data | {"name": "Renamed", lost: typed})
    assert done.status_code == 302, done.context["errors"]
    found = Camera.objects.get()
    assert found.name == "Renamed"
    assert (stored(found, lost) if now == LOST else getattr(found, lost)) == now
    other = {"user": "password", "password": "user"}[lost]
    assert getattr(found, other) == {"user": "root", "password": "hunter2"}[other]
