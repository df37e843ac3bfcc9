"""A wrong match is set right on the sighting's own page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factory.core.leases import State
from identity import services
from identity.models import Decision, Outcome, Sighting
from tests.builders import default_site, make_site
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_sighting,
    make_template,
    sees,
)
from tests.identity.reviewing import SAY, shown, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketches")]


def test_a_wrong_match_is_set_right_on_its_own_page_and_taken_back(engine: ScriptedEngine) -> None:
    ada, bob = (make_employee(default_site(), name=name) for name in ("Ada", "Bob"))
    make_template(ada, "face-1")
    engine.script = sees("face-1")
    sighting, client = make_sighting(default_site()), signed_in()
    services.search_sighting(sighting.pk)
    page = reverse("admin:identity_sighting_change", args=[sighting.pk])
    text = client.get(page).content.decode()
    assert "Not Ada" in text
    assert "Take back" not in text
    form = {"sighting": sighting.pk, "site": default_site().pk, "likely": ada.pk}
    answer = client.post(reverse(SAY), form | {"do": "named", "who": f"Bob ({bob.employee_code})"})
    assert answer["Location"] == page
    assert shown() == {("MATCHED", bob.pk)}
    assert "Take back" in client.get(page).content.decode()
    act = Decision.objects.standing().get().act
    answer = client.post(reverse("admin:identity_undo", args=[act]), {"sighting": sighting.pk})
    assert (answer["Location"], shown()) == (page, {("MATCHED", ada.pk)})
    for word in ("nobody", "visitor", "not_them"):
        client.post(reverse(SAY), form | {"do": word})
        assert shown() == {("UNKNOWN", None)}
        client.post(reverse("admin:identity_undo", args=[Decision.objects.standing().get().act]))
        assert shown() == {("MATCHED", ada.pk)}


def test_a_sighting_of_another_site_is_not_set_right() -> None:
    there = make_site()
    sighting = make_sighting(there)
    Sighting.objects.update(state=State.DONE, outcome=Outcome.UNKNOWN)
    for number in (sighting.pk, "9" * 40, "x"):
        signed_in().post(reverse(SAY), {"sighting": number, "do": "nobody"})
    assert not Decision.objects.exists()
