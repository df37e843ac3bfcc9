"""A report under its sender's own name is one sighting, however often it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factory.core.errors import Conflict
from factory.evidence.models import Snapshot
from identity import services
from identity.models import Sighting
from tests.builders import default_site
from tests.identity.builders import MORNING, make_picture

pytestmark = pytest.mark.django_db


def test_a_report_with_an_event_id_is_taken_once() -> None:
    site, picture = default_site(), make_picture()
    first, second = (
        services.report_sighting(
            site_id=site.pk, jpeg=picture, captured_at=MORNING, event_id="device:1:7"
        )
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Snapshot.objects.count() == 1
    with pytest.raises(Conflict):
        services.report_sighting(
            site_id=site.pk, jpeg=make_picture(), captured_at=MORNING, event_id="device:1:7"
        )


OTHERWISE: dict[str, object] = {"track_id": "2", "captured_at": MORNING + timedelta(hours=1)}


@pytest.mark.parametrize("name", OTHERWISE)
def test_an_event_id_with_another_track_or_time_is_another_fact(name: str) -> None:
    fact = {"jpeg": make_picture(), "captured_at": MORNING, "track_id": "1", "event_id": "d:1:8"}
    services.report_sighting(site_id=default_site().pk, **fact)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as caught:
        services.report_sighting(site_id=default_site().pk, **fact | {name: OTHERWISE[name]})  # type: ignore[arg-type]
    assert caught.value.code == "idempotency-key-reused"
    assert Sighting.objects.count() == 1


def test_an_event_that_says_no_time_is_the_same_whenever_it_is_sent_again() -> None:
    site, picture = default_site(), make_picture()
    first, second = (
        services.report_sighting(site_id=site.pk, jpeg=picture, event_id="d:1:9") for _ in range(2)
    )
    assert first.pk == second.pk
