"""Sightings over HTTP: taken at once, settled later, decided by people."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from rest_framework.test import APIClient

from factory.evidence.models import Snapshot
from identity import services
from identity.models import Decision, Sighting
from streaming.models import Camera
from tests.builders import default_site, make_device, make_site
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    sees,
)
from tests.identity.calling import post, upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "captured_at",
    ["2090-01-01T08:00:00Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-02T00:00"],
)
def test_a_time_that_no_picture_can_have_is_refused(hr: APIClient, captured_at: str) -> None:
    answer = post(hr, "sightings", image=upload(), captured_at=captured_at)
    assert answer.status_code == 400
    assert "device's clock" in answer.json()["detail"]
    assert not Snapshot.objects.exists()


def test_a_sighting_is_taken_at_once_and_settled_later(
    hr: APIClient, engine: ScriptedEngine
) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    taken = post(hr, "sightings", image=upload(), track_id="4", captured_at="2026-03-02T08:00:00")
    assert (taken.status_code, taken.json()["state"]) == (202, "pending")
    assert taken["Location"].endswith(f"/api/v1/sightings/{taken.json()['uuid']}")
    engine.script = sees("face-1")
    taken_row = Sighting.objects.get()
    assert taken_row.reported_by is not None
    services.search_sighting(taken_row.pk)
    found = hr.get(taken.json()["url"]).json()
    assert (found["outcome"], found["employee_name"]) == ("MATCHED", person.name)
    assert [decision["by"] for decision in found["decisions"]] == ["machine"]
    assert urlsplit(found["image"]).path.startswith("/api/v1/snapshots/")


def test_a_device_reports_for_its_own_site_and_repeats_safely() -> None:
    site = make_site()
    device, key = make_device(site)
    edge = APIClient(headers={"Authorization": f"Device {key}"})
    picture = make_picture()
    answers = [post(edge, "sightings", image=upload(picture), event_id="17") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    sighting = Sighting.objects.get()
    assert (sighting.site, sighting.device, sighting.reported_by) == (site, device, None)
    other = post(edge, "sightings", image=upload(), event_id="17")
    assert other.json()["type"].endswith("idempotency-key-reused")
    assert edge.get("/api/v1/sightings").status_code == 403


def test_an_idempotency_key_does_the_same(hr: APIClient) -> None:
    picture = make_picture()
    for _ in range(2):
        hr.post(
            "/api/v1/sightings",
            {"image": upload(picture)},
            format="multipart",
            headers={"Idempotency-Key": "k1"},
        )
    assert Sighting.objects.count() == 1


def test_a_camera_says_which_site(hr: APIClient) -> None:
    mine, other = (
        Camera.objects.create(site=site, camera_id=f"CAM-{site.pk}", name="x", source="scene:door")
        for site in (default_site(), make_site())
    )
    assert post(hr, "sightings", image=upload(), camera=mine.camera_id).status_code == 202
    assert post(hr, "sightings", image=upload(), camera=mine.pk).status_code == 202
    assert post(hr, "sightings", image=upload(), camera=other.camera_id).status_code == 404
    assert {sighting.camera for sighting in Sighting.objects.all()} == {mine}


def test_a_person_decides(hr: APIClient, engine: ScriptedEngine) -> None:
    person, sighting = make_employee(default_site()), make_sighting(default_site())
    path = f"/api/v1/sightings/{sighting.uuid}/decision"
    assert hr.post(path, {"employee": person.pk}).status_code == 409
    services.search_sighting(sighting.pk)
    assert hr.post(path, {"employee": person.pk}).json()["employee"] == person.pk
    assert hr.post(path, {"employee": make_employee(make_site()).pk}).status_code == 404
    assert hr.post(path, {"employee": None}).json()["employee"] is None
    assert Decision.objects.count() == 2


def test_a_decision_sent_again_is_one_decision(hr: APIClient, engine: ScriptedEngine) -> None:
    person, sighting = make_employee(default_site()), make_sighting(default_site())
    services.search_sighting(sighting.pk)
    path = f"/api/v1/sightings/{sighting.uuid}/decision"
    answers = [
        hr.post(path, {"employee": person.pk}, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert Decision.objects.count() == 1
    other = hr.post(path, {"employee": None}, headers={"Idempotency-Key": "k1"})
    assert other.json()["type"].endswith("idempotency-key-reused")
