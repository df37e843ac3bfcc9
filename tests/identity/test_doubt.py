"""What review says of a face that the machine was not sure about."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from identity import services
from identity.engines.base import Found
from identity.matching import Candidate
from identity.models import Outcome, Sighting
from tests.builders import default_site, make_user
from tests.identity.builders import ScriptedEngine, make_employee, make_sighting, make_template

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("similarities", "doubt"),
    [
        pytest.param((99.0, 98.6), "two people are equally similar", id="near-tie"),
        pytest.param((88.0, 81.0), "similar, but not enough to be sure", id="between-thresholds"),
    ],
)
def test_the_card_says_why_the_machine_was_not_sure(
    engine: ScriptedEngine, similarities: tuple[float, float], doubt: str
) -> None:
    site = default_site()
    for number, name in enumerate(("Ada", "Eva")):
        make_template(make_employee(site, name=name), f"face-{number}")
    found = (Candidate("face-0", similarities[0]), Candidate("face-1", similarities[1]))
    engine.script = lambda: Found(found, "1")
    services.search_sighting(make_sighting(site).pk)
    assert Sighting.objects.get().outcome == Outcome.REVIEW
    client = Client()
    hr = make_user((site, "hr"))
    client.force_login(hr, backend="factory.sites.backends.SiteRoleBackend")
    page = client.get(reverse("admin:identity_review")).content.decode()
    assert f'<strong>Ada</strong> ({similarities[0]:.0f} %): <span class="quiet">{doubt}' in page
