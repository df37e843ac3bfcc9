"""Pages of one row: what a search came to and was said of it, what came of a photo."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from identity import services
from identity.engines.base import Refused
from identity.models import Decision
from tests.builders import default_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db


def signed_in() -> tuple[Client, Any]:
    client, user = Client(), make_user((default_site(), "hr"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client, user


def test_it_says_what_it_came_to_and_who_said_so(engine: ScriptedEngine) -> None:
    person = make_employee(default_site(), name="Ada <Byron>")
    make_template(person, "face-1")
    engine.script = sees("face-1", 98.5)
    sighting = make_sighting(default_site(), track_id="t9")
    services.search_sighting(sighting.pk)
    client, user = signed_in()
    services.decide(sighting=sighting, saying=named(None), caller=user)
    page = client.get(reverse("admin:identity_sighting_change", args=[sighting.pk]))
    text = page.content.decode()
    for shown in ("Unknown", "98.5", "scripted", "t9", str(user), "(superseded)"):
        assert shown in text, shown
    said = re.findall(r"<li>[^:]+:\d\d: (.*?), said by", text)
    assert [line.partition(" (E")[0] for line in said] == [
        "Nobody whom we know",
        "It is this person: Ada &lt;Byron&gt;",
    ]
    assert Decision.objects.count() == 2


def test_an_enrolment_says_what_came_of_it(engine: ScriptedEngine) -> None:
    engine.enrolment = lambda: Refused("There is more than one face in the photo.")
    client, user = signed_in()
    person = make_employee(default_site())
    row = services.request_enrolment(employee=person, picture=make_picture(), caller=user)
    services.enrol_photo(row.pk)
    page = client.get(reverse("admin:identity_enrolment_change", args=[row.pk])).content.decode()
    for shown in ("Refused", "more than one face", "deleted", str(user)):
        assert shown in page, shown
