"""Who sees faces over HTTP: another site's rows do not exist, and every look is written down."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.audit.models import Entry
from factory.evidence.services import keep, store
from identity import services
from identity.models import ConsentRecord
from tests.builders import client_of, default_site, make_site, make_user
from tests.identity.builders import ScriptedEngine, make_employee, make_picture, make_sighting
from tests.identity.calling import post, upload

pytestmark = pytest.mark.django_db


def test_another_sites_rows_do_not_exist(stranger: APIClient, engine: ScriptedEngine) -> None:
    person, sighting = make_employee(default_site()), make_sighting(default_site())
    assert sighting.snapshot is not None
    services.search_sighting(sighting.pk)
    enrolment = services.request_enrolment(employee=person, picture=make_picture(), caller=None)
    for path in (
        f"employees/{person.pk}",
        f"consents/{ConsentRecord.objects.get().pk}",
        f"enrolments/{enrolment.uuid}",
        f"sightings/{sighting.uuid}",
        f"snapshots/{sighting.snapshot.uuid}",
        f"snapshots/{sighting.snapshot.uuid}/image",
    ):
        assert stranger.get(f"/api/v1/{path}").status_code == 404, path
    assert stranger.post(f"/api/v1/employees/{person.pk}/erase").status_code == 404
    assert (
        stranger.post(f"/api/v1/sightings/{sighting.uuid}/decision", {"employee": None}).status_code
        == 404
    )
    assert post(stranger, "enrolments", employee=person.pk, image=upload()).status_code == 404
    for path in ("employees", "sightings", "enrolments", "snapshots", "consents"):
        assert stranger.get(f"/api/v1/{path}").json()["results"] == []


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("employee", 403), ("security", 200)]
)
def test_roles_decide_who_sees_faces(role: str, status: int) -> None:
    sighting = make_sighting(default_site())
    assert sighting.snapshot is not None
    client = client_of(make_user((default_site(), role)))
    assert client.get(f"/api/v1/sightings/{sighting.uuid}").status_code == status
    image = client.get(f"/api/v1/snapshots/{sighting.snapshot.uuid}/image")
    assert image.status_code == status
    # A file stays open until it has been read to its end.
    list(image)


def test_looking_at_a_face_is_written_down(hr: APIClient) -> None:
    snapshot = make_sighting(default_site()).snapshot
    assert snapshot is not None
    answer: Any = hr.get(f"/api/v1/snapshots/{snapshot.uuid}/image")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    entry = Entry.objects.get(act="view-image")
    assert (entry.subject_id, entry.site) == (str(snapshot.pk), default_site())
    store().delete(snapshot.path)
    assert hr.get(f"/api/v1/snapshots/{snapshot.uuid}/image").status_code == 410


def test_who_looks_at_a_vehicle_is_written_down_too(hr: APIClient) -> None:
    picture = keep(site_id=default_site().pk, kind="vehicles", jpeg=make_picture())
    guard = client_of(make_user((default_site(), "security")))
    answer: Any = guard.get(f"/api/v1/snapshots/{picture.uuid}/image")
    assert b"".join(answer.streaming_content)
    assert Entry.objects.filter(act="view-image", subject_id=str(picture.pk)).count() == 1


@pytest.mark.parametrize(
    "path", ["sightings", "enrolments", "consents", "identifiers", "employees"]
)
def test_a_filter_does_not_tell_whether_another_site_has_such_a_row(
    hr: APIClient, path: str
) -> None:
    mine, theirs = make_employee(default_site()), make_employee(make_site())
    account = make_user((theirs.site, "employee"))
    name, known = ("user", account.pk) if path == "employees" else ("employee", theirs.pk)
    for number in (known, 987_654):
        answer = hr.get(f"/api/v1/{path}", {name: number})
        assert (answer.status_code, answer.json()["results"]) == (200, [])
    assert hr.get(f"/api/v1/{path}", {"employee": "x"} | {name: "x"}).status_code == 400
    if path == "consents":
        assert len(hr.get("/api/v1/consents", {"employee": mine.pk}).json()["results"]) == 1
