"""Two workers, or a worker and a person, at the same face at once: the database decides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, get_ident
from typing import Any

import pytest
from django.db import connection

from factory.evidence.services import store
from identity import services
from identity.engines.base import Found
from identity.likeness import Sketch
from identity.matching import Candidate
from identity.models import Decision, Erasure, FaceTemplate, Outcome, Sighting, Stranger
from identity.services import appending, settling, strangers
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    begun_beside,
    erase,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
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
    held, append = Held(), appending.append_decision

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


def test_two_people_of_one_site_are_named_at_once(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        make_template(make_employee(default_site()), f"face-{number}")
    first, second = (make_sighting(default_site()).pk for _ in range(2))
    held, append = Held(), appending.append_decision

    def slowly(**facts: Any) -> Decision:
        if facts["sighting"].pk == first:
            held.wait()
        return append(**facts)

    monkeypatch.setattr(settling, "append_decision", slowly)
    with ThreadPoolExecutor(2) as pool:
        engine.script = sees("face-1")
        slow = in_thread(pool, lambda: services.search_sighting(first))
        assert held.reached.wait(SECONDS)
        engine.script = sees("face-2")
        quick = in_thread(pool, lambda: services.search_sighting(second))
        assert quick.result(timeout=SECONDS / 2) is None
        held.may_go_on.set()
        slow.result()
    assert Decision.objects.count() == 2


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


def test_two_looks_of_somebody_new_grouped_at_once_are_one_group(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_template(make_employee(default_site()), "face-1")
    pks = [make_sighting(default_site()).pk for _ in range(2)]
    for pk in pks:
        services.search_sighting(pk)
    both, compare = Barrier(2), strangers.like
    first_looks: set[int] = set()

    def together(*args: Any, **named: Any) -> Stranger | None:
        found = compare(*args, **named)
        if get_ident() not in first_looks:
            first_looks.add(get_ident())
            both.wait(SECONDS)
        return found

    monkeypatch.setattr(strangers, "sketch_of", lambda _picture: Sketch("hash", bytes(8)))
    monkeypatch.setattr(strangers, "like", together)
    with ThreadPoolExecutor(2) as pool:
        works = [in_thread(pool, lambda pk=pk: services.group_sighting(pk)) for pk in pks]  # type: ignore[misc]
        for work in works:
            work.result()
    assert Stranger.objects.get().sightings.count() == 2


def test_of_two_looks_of_a_track_settled_at_once_as_two_people_neither_is_named(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        make_template(make_employee(default_site()), f"face-{number}")
    older, newer = (make_sighting(default_site(), track_id="t1").pk for _ in range(2))
    thinking, settling_held, append = Held(), Held(), appending.append_decision

    def slowly(**facts: Any) -> Decision:
        if facts["sighting"].pk == older and not settling_held.may_go_on.is_set():
            settling_held.wait()
        return append(**facts)

    def thinks() -> Found:
        thinking.wait()
        return Found((Candidate("face-2", 99),), "1")

    monkeypatch.setattr(settling, "append_decision", slowly)
    with ThreadPoolExecutor(2) as pool:
        engine.script = thinks
        second = in_thread(pool, lambda: services.search_sighting(newer))
        assert thinking.reached.wait(SECONDS)
        begun_beside(newer)
        engine.script = sees("face-1")
        first = in_thread(pool, lambda: services.search_sighting(older))
        assert settling_held.reached.wait(SECONDS)
        thinking.may_go_on.set()
        with pytest.raises(TimeoutError):
            second.result(timeout=0.5)
        settling_held.may_go_on.set()
        first.result()
        second.result()
    assert set(Sighting.objects.values_list("outcome", flat=True)) == {Outcome.REVIEW}
    assert not Decision.objects.standing().filter(employee__isnull=False).exists()
