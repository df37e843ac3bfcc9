"""What tests of the review have in common: sightings that wait for a person, and clicks on them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from factory.core.leases import State
from identity import selectors, services
from identity.models import Employee, Outcome, Sighting
from tests.builders import default_site, make_user
from tests.identity.builders import ScriptedEngine, make_sighting, sees

SAY, REVIEW = "admin:identity_say", "admin:identity_review"


def signed_in(role: str = "hr") -> Client:
    client = Client()
    user = make_user((default_site(), role))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def unknown(outcome: str = Outcome.UNKNOWN, employee: Employee | None = None) -> Sighting:
    """Return a sighting that nobody has named, put in its group."""
    sighting = make_sighting(default_site())
    Sighting.objects.filter(pk=sighting.pk).update(
        state=State.DONE, outcome=outcome, employee=employee, similarity=90
    )
    services.group_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting


def shown() -> set[tuple[str, Any]]:
    return set(Sighting.objects.values_list("outcome", "employee"))


def groups() -> list[selectors.Group]:
    return selectors.review_page(Sighting.objects.all(), 1)[0]


def say(client: Client, do: str, *sightings: Sighting, **form: Any) -> str:
    keys = [f"g{s.stranger_id}" if s.stranger_id else f"s{s.pk}" for s in sightings]
    data = {"do": do, "group": keys, "site": default_site().pk} | form
    return client.post(reverse(SAY), data, follow=True).content.decode()


def searched(engine: ScriptedEngine, similarity: float, track: str = "") -> Sighting:
    engine.script = sees("face-1", similarity)
    sighting = make_sighting(default_site(), track_id=track)
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting
