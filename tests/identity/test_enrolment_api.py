"""Consent and enrolment over HTTP."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from factory.evidence.models import Snapshot
from identity import services
from identity.models import ConsentRecord, Enrolment
from tests.builders import default_site
from tests.identity.builders import ScriptedEngine, make_employee, make_picture
from tests.identity.calling import post, upload

pytestmark = pytest.mark.django_db


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
