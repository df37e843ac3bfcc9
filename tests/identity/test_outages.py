"""Who is told that the face service fails: every site whose calls are held back."""

from __future__ import annotations

import pytest

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.leases import State
from factory.sites.models import Site
from identity import services
from identity.engines.base import AccessDenied, EngineDownError
from identity.models import FaceTemplate, Sighting
from tests.builders import default_site, make_site
from tests.identity.builders import ScriptedEngine, make_employee, make_sighting, make_template

pytestmark = pytest.mark.django_db


def test_every_site_that_uses_the_service_is_told_and_later_told_that_it_is_over(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, apart = default_site(), make_site(), make_site()
    for site in (here, there):
        make_template(make_employee(site))
    FaceTemplate.objects.filter(site=there).update(engine="rekognition")
    engine.failures = [EngineDownError("down")]
    monkeypatch.setattr("identity.services.outages.service_is_down", lambda: True)
    services.search_sighting(make_sighting(here).pk)
    assert told() == {here, there}
    assert apart not in told()
    services.sweep()
    assert told() == {here, there}
    monkeypatch.setattr("identity.services.outages.service_is_down", lambda: False)
    services.sweep()
    assert told() == set()


def test_wrong_keys_are_told_of_at_every_site_that_asks_with_them(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, works, apart = default_site(), make_site(), make_site(), make_site()
    for site in (here, there, works):
        make_template(make_employee(site))
    FaceTemplate.objects.exclude(site=here).update(engine="rekognition")
    monkeypatch.setattr("identity.services.outages.engine_name", lambda: "rekognition")
    let_in(works)
    engine.failures = [AccessDenied("no") for _ in range(2)]
    for _ in range(2):
        services.search_sighting(make_sighting(here).pk)
    assert told() == {here, there}
    assert apart not in told()
    # Once a minute is enough where nobody's call was refused.
    assert Alert.objects.get(site=here).count == 2
    assert Alert.objects.get(site=there).count == 1
    let_in(works)
    services.sweep()
    assert told() == {here, there}, "another collection's rights say nothing of these"
    let_in(here)
    services.sweep()
    assert told() == set()


def let_in(site: Site) -> None:
    sighting = make_sighting(site)
    done = {"state": State.DONE, "finished_at": clock.now()}
    Sighting.objects.filter(pk=sighting.pk).update(**done, searched=True, engine="rekognition")


def told() -> set[Site]:
    rows = Alert.objects.filter(kind="face-service", resolved_at__isnull=True)
    return set(Site.objects.filter(pk__in=rows.values("site_id")))
