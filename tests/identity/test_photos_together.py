"""Several photos at once fit into one request, or are told how to."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from identity.admin import photo_form
from identity.api.serializers import enrolments
from identity.image_headers import MOST_TOGETHER, TOO_MUCH
from identity.models import Enrolment
from tests.builders import client_of, default_site, make_user
from tests.identity.builders import make_employee, make_picture

pytestmark = pytest.mark.django_db
A_FORM_BESIDE_THEM = 100_000


def photos(number: int = 2) -> list[UploadedFile[Any]]:
    return [SimpleUploadedFile(f"{n}.jpg", make_picture()) for n in range(number)]


def test_what_is_let_in_fits_into_a_request() -> None:
    assert MOST_TOGETHER + A_FORM_BESIDE_THEM < settings.MAX_BODY_BYTES


def test_the_api_says_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolments, "MOST_TOGETHER", len(make_picture()) + 1)
    client = client_of(make_user((default_site(), "hr")))
    asked = {"employee": make_employee(default_site()).pk}
    answer = client.post("/api/v1/enrolments", asked | {"image": photos()}, format="multipart")
    assert (answer.status_code, answer.json()["errors"][0]["detail"]) == (400, TOO_MUCH)
    assert not Enrolment.objects.exists()
    answer = client.post("/api/v1/enrolments", asked | {"image": photos(1)}, format="multipart")
    assert answer.status_code == 202


def test_the_form_says_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_form, "MOST_TOGETHER", len(make_picture()) + 1)
    data = QueryDict(f"employee={make_employee(default_site()).pk}")
    form = photo_form.PhotoForm(data, MultiValueDict({"image": photos()}))
    assert form.errors["__all__"] == [TOO_MUCH]
