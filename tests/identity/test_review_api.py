"""The review over HTTP."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factory.audit.models import Entry
from factory.core.leases import State
from identity.models import Enrolment, Outcome, Sighting
from tests.builders import client_of, default_site, make_user
from tests.identity.builders import make_employee
from tests.identity.reviewing import unknown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketches")]


def test_the_api_says_the_same() -> None:
    api = client_of(make_user((default_site(), "hr")))
    person, sighting = make_employee(default_site()), unknown()
    address = reverse("sighting-decision", args=[sighting.uuid])
    assert api.post(address, {"word": "visitor"}).json()["word"] == "visitor"
    assert api.post(address, {"word": "named"}).status_code == 400
    assert api.post(address, {"employee": person.pk}).json()["employee"] == person.pk
    undo = reverse("sighting-undo", args=[sighting.uuid])
    assert api.post(undo).json() == {"undone": 1}
    enrol = reverse("sighting-enrol", args=[sighting.uuid])
    assert api.post(enrol, {"employee": person.pk}).status_code == 202
    photo = reverse("enrolment-photo", args=[Enrolment.objects.get().uuid])
    assert api.get(photo)["Content-Type"] == "image/jpeg"
    assert Entry.objects.filter(act="view-image").count() == 1
    Sighting.objects.update(state=State.FAILED, outcome=Outcome.FAILED)
    assert api.post(reverse("sighting-retry")).json() == {"retried": 1}
