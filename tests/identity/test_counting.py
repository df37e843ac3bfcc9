"""What is counted of searches: when they are made, whatever becomes of the sighting."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factory.core import clock
from factory.core.leases import State
from factory.core.memo import forget_all
from identity import selectors, services
from identity.engines.base import EngineBusyError, HeldBack
from identity.models import FaceTemplate, SearchCount, Sighting
from identity.selectors import SearchDay
from identity.services import attempts
from identity.services.attempts import DEATHS
from identity.services.counting import note_given_up
from tests.builders import client_of, default_site, make_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/identity/searches"


@pytest.fixture
def paid(engine: ScriptedEngine) -> ScriptedEngine:
    """Return an engine that passes for the paid one, and knows somebody."""
    engine.name = "rekognition"
    make_template(make_employee(default_site()), "face-1")
    here = selectors.collection_of(default_site(), "rekognition")
    FaceTemplate.objects.update(engine="rekognition", collection=here)
    engine.script = sees("face-1")
    return engine


def today() -> Any:
    return clock.local_day(default_site().zone)


def counted() -> SearchDay:
    """Return what there is of today, and of no other day."""
    (day,) = selectors.search_days(default_site(), today() - timedelta(days=99), today())
    return day


def searched(sighting: Sighting, times: int = 1) -> Sighting:
    for _ in range(times):
        Sighting.objects.filter(pk=sighting.pk).update(not_before=clock.now())
        services.search_sighting(sighting.pk)
    return Sighting.objects.get(pk=sighting.pk)


def test_calls_that_failed_stay_counted_when_a_person_says_who_it_is(paid: ScriptedEngine) -> None:
    paid.failures = [EngineBusyError("no") for _ in range(4)]
    sighting = searched(make_sighting(default_site()), 4)
    assert sighting.state == State.FAILED
    four = SearchDay(today(), calls=4, failed=1)
    assert counted() == four
    services.decide(sighting=sighting, saying=named(make_employee(default_site())), caller=None)
    assert counted() == four


def test_one_that_failed_and_is_searched_later_was_both(paid: ScriptedEngine) -> None:
    paid.failures = [EngineBusyError("no") for _ in range(4)]
    sighting = searched(make_sighting(default_site()), 4)
    services.retry_sightings(sightings=Sighting.objects.all())
    searched(sighting)
    assert counted() == SearchDay(today(), calls=5, failed=1, searches=1, paid=1)


def test_it_counts_on_the_day_of_the_search(paid: ScriptedEngine) -> None:
    long_ago = clock.now() - timedelta(days=40)
    searched(make_sighting(default_site(), captured_at=long_ago))
    assert counted() == SearchDay(today(), calls=1, searches=1, paid=1)
    assert counted().cost == 0.001


def test_what_was_not_asked_is_no_call(paid: ScriptedEngine) -> None:
    paid.failures = [
        HeldBack("waits for its turn", 1),
        HeldBack("still failing", 1, asked=True),
    ]
    sighting = make_sighting(default_site(), track_id="7")
    searched(sighting, 3)
    assert counted() == SearchDay(today(), calls=2, searches=1, paid=1)
    # The track is known.
    searched(make_sighting(default_site(), track_id="7"))
    assert counted() == SearchDay(today(), calls=2, searches=1, paid=1, saved=1)


def test_what_workers_died_on_is_counted_as_failed(paid: ScriptedEngine) -> None:
    make_sighting(default_site())
    died = clock.now() - timedelta(minutes=1)
    Sighting.objects.update(state=State.RUNNING, attempts=4 + DEATHS, lease_until=died)
    services.sweep()
    assert counted() == SearchDay(today(), failed=1)


def test_what_workers_died_on_is_locked_and_counted_in_one_order(
    paid: ScriptedEngine,
) -> None:
    """Two sweeps at once, and whoever counts meanwhile, wait for one another, and never in a circle."""
    SearchCount.objects.bulk_create(
        SearchCount(site=default_site(), day=today(), part=part) for part in range(8)
    )
    for _ in range(12):
        make_sighting(default_site())
    died = clock.now() - timedelta(minutes=1)
    Sighting.objects.update(state=State.RUNNING, attempts=4 + DEATHS, lease_until=died)
    with CaptureQueriesContext(connection) as asked:
        attempts.give_up(Sighting.objects.all(), clock.now(), note_given_up)
    statements = [one["sql"] for one in asked]
    counts = [one for one in statements if one.startswith('UPDATE "identity_searchcount"')]
    parts = [int(part) for one in counts for part in re.findall(r'"part" = (\d+)', one)]
    assert parts == list(range(8))
    assert counted() == SearchDay(today(), failed=12)
    locked = next(one for one in statements if '"attempts" >=' in one)
    assert re.match(r'SELECT "identity_sighting"."id" .* ORDER BY 1 ASC', locked)


def test_the_days_of_before_are_counted_from_the_sightings(paid: ScriptedEngine) -> None:
    paid.failures = [EngineBusyError("no") for _ in range(5)]
    failed = searched(make_sighting(default_site()), 4)
    services.decide(sighting=failed, saying=named(make_employee(default_site())), caller=None)
    searched(make_sighting(default_site(), track_id="7"), 2)
    searched(make_sighting(default_site(), track_id="7"))
    before = counted()
    assert before == SearchDay(today(), calls=6, searches=1, paid=1, saved=1, failed=1)
    SearchCount.objects.all().delete()
    module = import_module("identity.migrations.0015_search_counts")
    module.count_the_past(apps, SimpleNamespace(connection=SimpleNamespace(alias="default")))
    assert counted() == before


class TestApi:
    def test_days_and_sums(self, paid: ScriptedEngine) -> None:
        searched(make_sighting(default_site()))
        counts: dict[str, float] = {"calls": 1, "searches": 1, "paid": 1, "saved": 0, "failed": 0}
        counts |= {"enrolments": 0, "cost": 0.001}
        client = client_of(make_user((default_site(), "security")))
        said = client.get(URL).json()
        assert said == {
            "site": default_site().pk,
            "from": f"{today() - timedelta(days=29)}",
            "to": f"{today()}",
            "totals": counts,
            "days": [{"day": f"{today()}"} | counts],
        }
        yesterday = today() - timedelta(days=1)
        assert client.get(f"{URL}?to={yesterday}").json()["days"] == []
        assert client.get(f"{URL}?from={yesterday}&to={today()}").json()["days"] == said["days"]

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("from=2025-01-01&to=2026-01-02", 200),
            ("from=2025-01-01&to=2026-01-03", 400),
            ("from=2026-01-02&to=2026-01-01", 400),
            ("from=yesterday", 400),
            ("to=0001-01-01", 200),
            ("to=9999-12-31", 200),
            ("from=0001-01-01", 400),
        ],
    )
    def test_a_range_is_bounded(self, query: str, status: int) -> None:
        client = client_of(make_user((default_site(), "hr")))
        assert client.get(f"{URL}?{query}").status_code == status

    def test_another_sites_are_not_there(self, paid: ScriptedEngine) -> None:
        searched(make_sighting(default_site()))
        other = make_site()
        forget_all()
        client = client_of(make_user((other, "hr")))
        assert client.get(URL).json()["days"] == []
        assert client.get(f"{URL}?site={default_site().pk}").status_code == 404
