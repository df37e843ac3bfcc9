"""What an edge device may send, and what it is told of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from factory.evidence.models import Snapshot
from identity import services
from identity.models import Sighting
from tests.builders import client_of, default_site, make_device, make_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    sees,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/sightings"


def device_client(site: object = None) -> APIClient:
    _, key = make_device(site or default_site())  # type: ignore[arg-type]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    return client


def report(client: APIClient, picture: bytes) -> str:
    sent = {"image": SimpleUploadedFile("face.jpg", picture)}
    answer = client.post(URL, sent, format="multipart")
    assert answer.status_code == 202, answer.content
    return str(answer.json()["url"])


def test_it_reads_what_became_of_its_own_and_nobodys_name(engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site(), name="Ada"), "face-1")
    engine.script = sees("face-1")
    client = device_client()
    url = report(client, make_picture())
    assert client.get(url).json()["state"] == "pending"
    sighting = Sighting.objects.get()
    services.search_sighting(sighting.pk)
    told = client.get(url)
    assert told.status_code == 200
    assert set(told.json()) == {"uuid", "captured_at", "state", "outcome"}
    assert (told.json()["state"], told.json()["outcome"]) == ("done", "MATCHED")


def test_it_reads_nothing_else(engine: ScriptedEngine) -> None:
    client = device_client()
    url = report(client, make_picture())
    others = make_sighting(default_site())
    assert client.get(f"{URL}/{others.uuid}").status_code == 404
    assert client.get(URL).status_code == 403
    assert client.get(f"{URL}?device=1").status_code == 403
    for stranger in (device_client(), device_client(make_site())):
        assert stranger.get(url).status_code == 404
    for verb in ("decision", "undo", "enrol"):
        assert client.post(f"{url}/{verb}", {}, format="json").status_code == 403
    assert client_of(make_user((default_site(), "hr"))).get(url).json()["decisions"] == []


@pytest.mark.parametrize("size", [(79, 200), (200, 79), (1, 1)])
def test_a_crop_too_small_to_search_is_kept_and_settled(
    engine: ScriptedEngine, size: tuple[int, int]
) -> None:
    make_template(make_employee(default_site()), "face-1")
    report(device_client(), make_picture(size))
    sighting = Sighting.objects.get()
    assert services.search_sighting(sighting.pk) is None
    sighting.refresh_from_db()
    assert (sighting.state, sighting.outcome) == ("done", "POOR_QUALITY")
    assert sighting.reason == "The picture has fewer than 80 pixels a side."
    assert (engine.searches, sighting.searched) == (0, False)
    assert Snapshot.objects.get() == sighting.snapshot
