"""Identity over HTTP: what is answered, and that another site's rows do not exist."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from factory.audit.models import Entry
from factory.core import clock
from factory.core.models import Job
from factory.evidence.models import Snapshot
from factory.evidence.purging import begin
from factory.evidence.services import keep, store
from identity import services
from identity.models import ConsentRecord, Decision, Employee, Enrolment, Sighting
from streaming.models import Camera
from tests.builders import client_of, default_site, make_device, make_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    give_consent,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    sees,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr() -> APIClient:
    return client_of(make_user((default_site(), "hr")))


@pytest.fixture
def stranger() -> APIClient:
    """Return somebody with the same role at another site."""
    return client_of(make_user((make_site(), "hr")))


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("face.jpg", data or make_picture(), "image/jpeg")


def post(client: APIClient, path: str, **fields: Any) -> Any:
    return client.post(f"/api/v1/{path}", fields, format="multipart")


def test_people_are_added_changed_and_found(hr: APIClient) -> None:
    made = hr.post(
        "/api/v1/employees", {"employee_code": "E1", "name": "Ada", "department": "Press"}
    )
    assert made.status_code == 201, made.json()
    assert (made.json()["site"], made.json()["face_allowed"]) == (default_site().pk, False)
    path = f"/api/v1/employees/{made.json()['id']}"
    assert hr.patch(path, {"name": "Ada L."}).json()["name"] == "Ada L."
    give_consent(Employee.objects.get())
    (found,) = hr.get("/api/v1/employees?department=Press").json()["results"]
    assert (found["name"], found["face_allowed"]) == ("Ada L.", True)
    again = hr.post("/api/v1/employees", {"employee_code": "E1", "name": "Bob"})
    assert (again.status_code, again["Content-Type"]) == (400, "application/problem+json")
    there = make_site()
    assert (
        hr.post(
            "/api/v1/employees", {"employee_code": "E2", "name": "x", "site": there.pk}
        ).status_code
        == 404
    )


def test_a_list_of_people_asks_no_query_for_each(
    hr: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        make_employee(default_site())
    with django_assert_max_num_queries(8):
        assert len(hr.get("/api/v1/employees").json()["results"]) == 10


def test_an_account_of_another_site_cannot_be_linked(hr: APIClient) -> None:
    outsider, colleague = (
        make_user((make_site(), "employee")),
        make_user((default_site(), "employee")),
    )
    body = {"employee_code": "E1", "name": "Ada"}
    assert hr.post("/api/v1/employees", body | {"user": outsider.pk}).status_code == 400
    assert hr.post("/api/v1/employees", body | {"user": colleague.pk}).status_code == 201


def test_badges_are_unique_at_the_site(hr: APIClient) -> None:
    first, second = make_employee(default_site()), make_employee(default_site())
    badge = {"employee": first.pk, "kind": "badge", "value": "0042"}
    assert hr.post("/api/v1/identifiers", badge).status_code == 201
    assert hr.post("/api/v1/identifiers", badge | {"employee": second.pk}).status_code == 400


def test_enrolment_needs_a_basis_first(hr: APIClient, engine: ScriptedEngine) -> None:
    person = make_employee(default_site(), consent=False)
    refused = post(hr, "enrolments", employee=person.pk, image=upload())
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:factory-ai:problem:no-basis")
    consent = hr.post(
        "/api/v1/consents", {"employee": person.pk, "version": "2026-01", "evidence": "folder 3"}
    )
    assert consent.status_code == 201
    taken = post(hr, "enrolments", employee=person.pk, image=upload())
    assert taken.status_code == 202
    services.enrol_photo(Enrolment.objects.get().pk)
    assert hr.get(taken["Location"]).json()["outcome"] == "ENROLLED"
    assert hr.post(f"/api/v1/employees/{person.pk}/withdraw-consent").json() == {"ended": 1}
    assert not ConsentRecord.objects.in_force().exists()


def test_a_photo_too_small_is_not_enrolled(hr: APIClient) -> None:
    person, small = make_employee(default_site()), make_picture((40, 200))
    answer = post(hr, "enrolments", employee=person.pk, image=upload(small))
    assert (answer.status_code, Enrolment.objects.count()) == (400, 0)


@pytest.mark.parametrize("data", [b"hello", make_picture(kind="GIF"), make_picture()[:200]])
def test_bad_pictures_are_refused_everywhere(hr: APIClient, data: bytes) -> None:
    person = make_employee(default_site())
    for answer in (
        post(hr, "sightings", image=upload(data)),
        post(hr, "enrolments", employee=person.pk, image=upload(data)),
    ):
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/image"
    assert not Snapshot.objects.exists()


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


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_the_guides_clean_up(hr: APIClient) -> None:
    path = Path(store().path("unknown/a.jpg"))
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(1024 * 1024))
    when = (clock.now() - timedelta(days=91)).timestamp()
    os.utime(path, (when, when))
    stats = hr.get("/api/v1/identity/snapshot-stats").json()
    assert (stats["total_files"], stats["total_size_mb"], stats["old_files"]) == (1, 1.0, 1)
    tried = hr.post("/api/v1/identity/cleanup-snapshots", {"dry_run": True}).json()
    assert (tried["files_deleted"], path.exists()) == (1, True)
    done = hr.post("/api/v1/identity/cleanup-snapshots")
    assert done.status_code == 200
    assert done.json()["success"] is True
    assert (done.json()["files_deleted"], done.json()["disk_space_freed_mb"]) == (1, 1.0)
    assert done.json()["errors"] == []
    assert hr.get("/api/identity/snapshot-stats").json()["total_files"] == 0


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_another_sites_pictures_are_neither_counted_nor_cleaned_up(
    hr: APIClient, stranger: APIClient
) -> None:
    moment = clock.now() - timedelta(days=200)
    keep(site_id=default_site().pk, kind="unknown", jpeg=b"x", captured_at=moment)
    assert stranger.get("/api/v1/identity/snapshot-stats").json()["total_files"] == 0
    for wanted in ({"dry_run": True}, {}, {"force": True}):
        done = stranger.post("/api/v1/identity/cleanup-snapshots", wanted)
        assert (done.status_code, done.json()["files_deleted"]) == (200, 0)
        assert done.json()["photos_deleted"] == 0
    found = hr.get("/api/v1/identity/snapshot-stats").json()
    assert (found["total_files"], found["old_files"]) == (1, 1)
    assert found["by_directory"]["unknown"] == {"files": 1, "size_mb": 0.0, "old_files": 1}


def test_a_clean_up_that_must_wait_is_a_conflict(hr: APIClient, settings: Any) -> None:
    begin()
    settings.SNAPSHOT_RETENTION_DAYS = 10
    refused = hr.post("/api/v1/identity/cleanup-snapshots")
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "purge-refused")
    assert not Job.objects.exists()
    viewer = client_of(make_user((default_site(), "viewer")))
    assert viewer.post("/api/v1/identity/cleanup-snapshots").status_code == 403


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_erasing_answers_with_the_proof(hr: APIClient, engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    answer = hr.post(f"/api/v1/employees/{person.pk}/erase")
    assert answer.json() == {"templates": 1, "photos": 0, "snapshots": 0, "held_back": 0}
    assert hr.delete(f"/api/v1/employees/{person.pk}").status_code == 409


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


def test_who_looks_at_a_vehicle_is_written_down_too(hr: APIClient) -> None:
    picture = keep(site_id=default_site().pk, kind="vehicles", jpeg=make_picture())
    guard = client_of(make_user((default_site(), "security")))
    answer: Any = guard.get(f"/api/v1/snapshots/{picture.uuid}/image")
    assert b"".join(answer.streaming_content)
    assert Entry.objects.filter(act="view-image", subject_id=str(picture.pk)).count() == 1
