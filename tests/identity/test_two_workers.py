"""Two workers, or a worker and a person, at the same face at once: the database decides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection

from factory.evidence.services import store
from identity import services
from identity.engines.base import Found
from identity.matching import Candidate
from identity.models import Decision, Erasure, FaceTemplate, Outcome, Sighting
from identity.services import decisions, settling
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    erase,
    make_employee,
    make_sighting,
    make_template,
    named,
)
from tests.threads import ON_POSTGRES_ONLY

pytestmark = ON_POSTGRES_ONLY
SECONDS = 20


class Held:
    """A point at which a worker stops until the test lets it go on."""

    def __init__(self) -> None:
        self.reached, self.may_go_on = Event(), Event()

    def wait(self) -> None:
        self.reached.set()
        assert self.may_go_on.wait(SECONDS)


def in_thread(pool: ThreadPoolExecutor, work: Callable[[], object]) -> Future[object]:
    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def search_held_at_the_engine(engine: ScriptedEngine) -> Held:
    held = Held()

    def thinking() -> Found:
        held.wait()
        return Found((Candidate("face-1", 99),), "1")

    engine.script = thinking
    return held


def test_one_sighting_is_searched_by_one_of_two_workers(engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site()), "face-1")
    sighting = make_sighting(default_site())
    held = search_held_at_the_engine(engine)
    with ThreadPoolExecutor(2) as pool:
        first = in_thread(pool, lambda: services.search_sighting(sighting.pk))
        assert held.reached.wait(SECONDS)
        assert in_thread(pool, lambda: services.search_sighting(sighting.pk)).result() is None
        held.may_go_on.set()
        first.result()
    assert (engine.searches, Decision.objects.count()) == (1, 1)
    assert Sighting.objects.get().outcome == Outcome.MATCHED


def test_many_workers_at_once_settle_each_sighting_once(engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site()), "face-1")
    pks = [make_sighting(default_site()).pk for _ in range(8)]
    engine.script = lambda: Found((Candidate("face-1", 99),), "1")
    with ThreadPoolExecutor(4) as pool:
        works = [in_thread(pool, lambda pk=pk: services.search_sighting(pk)) for pk in pks * 4]  # type: ignore[misc]
        for work in works:
            work.result()
    assert (engine.searches, Decision.objects.count()) == (8, 8)


def test_erased_while_a_search_runs_nobody_is_named_and_no_picture_stays(
    engine: ScriptedEngine,
) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    sighting = make_sighting(default_site())
    assert sighting.snapshot is not None
    held = search_held_at_the_engine(engine)
    with ThreadPoolExecutor(1) as pool:
        search = in_thread(pool, lambda: services.search_sighting(sighting.pk))
        assert held.reached.wait(SECONDS)
        assert erase(person).verified_at is not None
        held.may_go_on.set()
        search.result()
    row = Sighting.objects.get()
    assert (row.outcome, row.employee, row.snapshot) == (Outcome.UNKNOWN, None, None)
    assert not Decision.objects.exists()
    assert not store().exists(sighting.snapshot.path)


def test_a_withdrawal_waits_for_the_naming_under_way_and_then_erases_it(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    sighting = make_sighting(default_site())
    engine.script = lambda: Found((Candidate("face-1", 99),), "1")
    held, append = Held(), decisions.append_decision

    def slowly(**facts: Any) -> Decision:
        held.wait()
        return append(**facts)

    monkeypatch.setattr(settling, "append_decision", slowly)
    with ThreadPoolExecutor(2) as pool:
        search = in_thread(pool, lambda: services.search_sighting(sighting.pk))
        assert held.reached.wait(SECONDS)
        withdrawal = in_thread(
            pool, lambda: services.withdraw_consent(employee=person, caller=None)
        )
        with pytest.raises(TimeoutError):
            withdrawal.result(timeout=0.5)
        held.may_go_on.set()
        search.result()
        assert withdrawal.result() == 1
    assert Sighting.objects.get().outcome == Outcome.MATCHED
    services.carry_out_erasure(Erasure.objects.get().pk)
    assert Sighting.objects.get().snapshot is None
    assert not FaceTemplate.objects.exists()


def test_of_two_who_name_a_face_at_once_the_later_stands(engine: ScriptedEngine) -> None:
    people = [make_employee(default_site()) for _ in range(4)]
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    with ThreadPoolExecutor(4) as pool:
        works = [
            in_thread(
                pool,
                lambda who=who: services.decide(  # type: ignore[misc]
                    sighting=sighting, saying=named(who), caller=None
                ),
            )
            for who in people
        ]
        for work in works:
            work.result()
    standing = Decision.objects.standing().get()
    assert Sighting.objects.get().employee == standing.employee
    assert Decision.objects.filter(superseded_by__isnull=False).count() == 3
