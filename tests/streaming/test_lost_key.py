"""A camera whose password no key opens: it alone stands still, and a new password mends it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from factory.core.encryption import Undecipherable
from streaming import selectors
from streaming.models import Camera
from streaming.supervision.fleet import Fleet
from tests.builders import client_of, default_site, make_user
from tests.streaming.builders import make_camera

pytestmark = pytest.mark.django_db
LOST = "gone:ciphertext"


@pytest.fixture
def camera() -> Camera:
    made = make_camera(default_site(), user="root", password="hunter2")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE streaming_camera SET password = %s WHERE id = %s", [LOST, made.pk])
    found: Camera = Camera.objects.get(pk=made.pk)
    return found


def stored(camera: Camera) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM streaming_camera WHERE id = %s", [camera.pk])
        return str(cursor.fetchone()[0])


def test_the_value_alone_cannot_be_read(camera: Camera) -> None:
    with pytest.raises(Undecipherable, match="ENCRYPTION_KEYS"):
        _ = camera.password
    camera.name = "Renamed"
    camera.save()
    assert stored(camera) == LOST, "it may be opened again, once its key is back"


def test_the_supervisor_reads_all_others_and_says_why_not_this_one(camera: Camera) -> None:
    other = make_camera(default_site())
    wanted = {one.pk: one for one in selectors.wanted_cameras(0, 1)}
    fleet = Fleet()
    assert fleet._orders(wanted).keys() == {other.pk}
    assert "ENCRYPTION_KEYS" in fleet._refused[camera.pk][0]


def test_lists_go_on_and_a_new_password_mends_it(camera: Camera) -> None:
    client = client_of(make_user((default_site(), "manager")))
    url = f"/api/v1/cameras/{camera.pk}"
    listed = client.get("/api/v1/cameras")
    assert [row["has_password"] for row in listed.json()["results"]] == [True]
    assert client.get("/api/v1/camera-statuses").status_code == 200
    assert client.patch(url, {"password": "new"}, format="json").status_code == 200
    assert Camera.objects.get().password == "new"


@pytest.mark.parametrize(("typed", "now"), [("", LOST), ("anew", "anew")])
def test_its_page_opens_and_saves(camera: Camera, typed: str, now: str) -> None:
    client = Client()
    user = make_user((default_site(), "manager"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    url = reverse("admin:streaming_camera_change", args=[camera.pk])
    form: Any = client.get(url).context["adminform"].form
    data = {n: v for n, v in form.initial.items() if v not in (None, False)}
    done = client.post(url, data | {"name": "Renamed", "password": typed})
    assert done.status_code == 302, done.context["errors"]
    found = Camera.objects.get()
    assert found.name == "Renamed"
    assert (stored(found) if now == LOST else found.password) == now
