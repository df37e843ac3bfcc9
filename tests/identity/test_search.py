"""From a waiting sighting to its outcome, through every failure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from factory.core import clock
from factory.core.leases import State
from factory.core.models import User
from factory.evidence.models import Snapshot
from factory.evidence.retention import expiry_of
from factory.evidence.services import store
from identity import services
from identity.engines.base import EngineBusyError, EngineError, Unusable
from identity.models import Decision, Outcome, Sighting
from identity.retries import ROUNDS
from tests.builders import default_site, make_site, make_user
from tests.identity.builders import (
    MORNING,
    ScriptedEngine,
    after,
    enrolled_person,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db


def test_a_match_is_settled_and_decided(engine: ScriptedEngine) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())
    engine.script = sees("face-1", 98.7)
    assert services.search_sighting(sighting.pk) is None
    row = after(sighting)
    assert (row.state, row.outcome, row.employee) == (State.DONE, Outcome.MATCHED, person)
    assert (row.similarity, row.searched, row.engine) == (98.7, True, "scripted")
    decision = Decision.objects.get()
    assert (decision.employee, decision.by, decision.superseded_at) == (person, "machine", None)
    assert row.snapshot is not None
    assert row.snapshot.kind == Snapshot.Kind.FACE


def test_between_the_thresholds_a_person_is_asked(engine: ScriptedEngine) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())
    engine.script = sees("face-1", 90)
    services.search_sighting(sighting.pk)
    row = after(sighting)
    assert (row.outcome, row.employee) == (Outcome.REVIEW, person)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("outcome", [Outcome.NO_FACE, Outcome.POOR_QUALITY])
def test_a_picture_that_says_nothing_is_an_outcome(engine: ScriptedEngine, outcome: str) -> None:
    enrolled_person()
    sighting = make_sighting(default_site())
    engine.script = lambda: Unusable(outcome, "look")
    assert services.search_sighting(sighting.pk) is None
    row = after(sighting)
    assert (row.state, row.outcome, row.reason) == (State.DONE, outcome, "look")


def test_while_nobody_is_enrolled_no_search_is_paid(engine: ScriptedEngine) -> None:
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    assert engine.searches == 0
    assert (after(sighting).outcome, sighting.searched) == (Outcome.UNKNOWN, False)


def test_a_face_of_another_site_is_nobody_here(engine: ScriptedEngine) -> None:
    enrolled_person()
    there = make_site()
    make_template(make_employee(there), "face-there")
    sighting = make_sighting(there)
    engine.script = sees("face-1", 99.9)
    services.search_sighting(sighting.pk)
    assert after(sighting).outcome == Outcome.UNKNOWN


def test_transient_failures_wait_one_two_four_and_then_say_why(engine: ScriptedEngine) -> None:
    enrolled_person()
    sighting = make_sighting(default_site())
    engine.failures = [EngineBusyError("slow down")] * 4
    waits = []
    for _ in range(4):
        Sighting.objects.update(not_before=clock.now())
        waits.append(services.search_sighting(sighting.pk))
    assert waits == [1, 2, 4, None]
    row = after(sighting)
    assert (row.state, row.outcome, row.attempts) == (State.FAILED, Outcome.FAILED, 4)
    assert "slow down" in row.reason


def use_up_the_tries(sighting: Sighting) -> None:
    for _ in range(4):
        Sighting.objects.update(not_before=clock.now())
        services.search_sighting(sighting.pk)
    assert after(sighting).state == State.FAILED


def test_an_outage_longer_than_the_retries_heals_without_a_person(engine: ScriptedEngine) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())
    engine.failures = [EngineBusyError("away")] * 16
    for wait in ROUNDS:
        use_up_the_tries(sighting)
        services.sweep()
        assert after(sighting).state == State.FAILED, "not before its time"
        again_at = sighting.again_at
        assert again_at is not None
        assert abs(again_at - clock.now() - wait) < timedelta(minutes=1)
        Sighting.objects.update(again_at=clock.now())
        services.sweep()
        assert after(sighting).state == State.PENDING
    use_up_the_tries(sighting)
    assert (sighting.again_at, sighting.rounds, sighting.tried_before) == (None, 3, 12)
    assert services.retry_sightings(sightings=Sighting.objects.all()) == 1
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    assert (after(sighting).outcome, sighting.employee) == (Outcome.MATCHED, person)
    assert engine.searches == 17


def test_what_will_not_pass_or_was_settled_by_a_person_has_no_second_round(
    engine: ScriptedEngine,
) -> None:
    enrolled_person()
    hopeless, named_by_hand = make_sighting(default_site()), make_sighting(default_site())
    engine.failures = [EngineError("access denied"), *[EngineBusyError("away")] * 4]
    services.search_sighting(hopeless.pk)
    assert after(hopeless).again_at is None
    use_up_the_tries(named_by_hand)
    services.decide(sighting=named_by_hand, saying=named(None), caller=None)
    assert (after(named_by_hand).state, named_by_hand.again_at) == (State.DONE, None)


def test_a_row_put_back_is_not_taken_before_its_moment(engine: ScriptedEngine) -> None:
    enrolled_person()
    sighting = make_sighting(default_site())
    engine.failures = [EngineBusyError("x")]
    services.search_sighting(sighting.pk)
    assert services.search_sighting(sighting.pk) is None
    assert engine.searches == 1
    assert after(sighting).state == State.PENDING


def test_what_will_not_pass_fails_at_once_and_can_be_tried_again(engine: ScriptedEngine) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())
    engine.failures = [EngineError("the collection is gone")]
    assert services.search_sighting(sighting.pk) is None
    assert (after(sighting).outcome, sighting.reason) == ("FAILED", "the collection is gone")
    assert services.retry_sightings(sightings=Sighting.objects.all()) == 1
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    assert (after(sighting).outcome, sighting.employee) == (Outcome.MATCHED, person)


def test_two_workers_on_one_sighting_search_once(engine: ScriptedEngine) -> None:
    enrolled_person()
    sighting = make_sighting(default_site())

    def meanwhile() -> Unusable:
        assert services.search_sighting(sighting.pk) is None
        return Unusable("NO_FACE", "")

    engine.script = meanwhile
    services.search_sighting(sighting.pk)
    assert engine.searches == 1


def test_a_worker_that_lost_its_lease_writes_nothing(engine: ScriptedEngine) -> None:
    enrolled_person()
    sighting = make_sighting(default_site())
    late = sees("face-1")

    def overtaken() -> object:
        engine.script = lambda: Unusable("NO_FACE", "")
        Sighting.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        services.search_sighting(sighting.pk)
        return late()

    engine.script = overtaken  # type: ignore[assignment]
    services.search_sighting(sighting.pk)
    assert after(sighting).outcome == Outcome.NO_FACE
    assert not Decision.objects.exists()


def test_a_matched_track_is_not_searched_again_for_ten_minutes(engine: ScriptedEngine) -> None:
    person, site = enrolled_person(), default_site()
    engine.script = sees("face-1")
    for minute in (0, 9, 20):
        moment = MORNING + timedelta(minutes=minute)
        services.search_sighting(make_sighting(site, track_id="t5", captured_at=moment).pk)
    assert engine.searches == 2
    assert set(Decision.objects.values_list("employee", "by")) == {
        (person.pk, "machine"),
        (person.pk, "track"),
    }


def test_another_track_is_searched(engine: ScriptedEngine) -> None:
    enrolled_person()
    engine.script = sees("face-1")
    for track in ("t1", "t2", "", ""):
        services.search_sighting(make_sighting(default_site(), track_id=track).pk)
    assert engine.searches == 4


def test_a_picture_deleted_before_its_search_says_so(engine: ScriptedEngine) -> None:
    enrolled_person()
    sighting = make_sighting(default_site())
    assert sighting.snapshot is not None
    store().delete(sighting.snapshot.path)
    services.search_sighting(sighting.pk)
    assert (after(sighting).outcome, sighting.reason) == ("FAILED", "the picture's file is gone")


def test_the_sweep_fails_what_workers_die_on(engine: ScriptedEngine, settings: Settings) -> None:
    sighting = make_sighting(default_site())
    Sighting.objects.update(
        state=State.RUNNING, attempts=7, lease_until=clock.now() - timedelta(seconds=1)
    )
    services.sweep()
    row = after(sighting)
    assert (row.state, row.outcome) == (State.FAILED, Outcome.FAILED)
    assert "workers" in row.reason


def reviewer() -> User:
    return make_user((default_site(), "security"))


def test_a_person_has_the_last_word_until_a_later_one(engine: ScriptedEngine) -> None:
    wrong, right = enrolled_person(), make_employee(default_site())
    sighting = make_sighting(default_site())
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    user = reviewer()
    services.decide(sighting=sighting, saying=named(right), caller=user)
    services.decide(sighting=sighting, saying=named(right), caller=user)
    assert (after(sighting).employee, sighting.outcome) == (right, Outcome.MATCHED)
    services.decide(sighting=sighting, saying=named(None), caller=user)
    assert (after(sighting).employee, sighting.outcome) == (None, Outcome.UNKNOWN)
    history = list(Decision.objects.order_by("id").values_list("employee", "by"))
    assert history == [(wrong.pk, "machine"), (right.pk, "person"), (None, "person")]
    standing = Decision.objects.standing().get()
    former = Decision.objects.filter(superseded_by=standing).get()
    assert (former.employee, former.superseded_at) == (right, standing.at)


def test_a_named_face_is_kept_as_long_as_known_ones(
    engine: ScriptedEngine, settings: Settings
) -> None:
    settings.SNAPSHOT_RETENTION_BY_KIND = {"unknown": 7, "faces": 90, "vehicles": 90, "cameras": 90}
    enrolled_person()
    engine.script = sees("face-1")
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)

    def days() -> int:
        snapshot = Snapshot.objects.get()
        return (expiry_of(snapshot) - snapshot.captured_at).days

    assert days() == 90
    decision = services.decide(sighting=sighting, saying=named(None), caller=None)
    assert days() == 7
    assert decision.act is not None
    services.undo(act=decision.act, decisions=Decision.objects.all(), caller=None)
    assert days() == 90


def test_a_failed_search_that_was_decided_and_taken_back_can_be_made_again(
    engine: ScriptedEngine,
) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())
    engine.failures = [EngineError("not now")]
    services.search_sighting(sighting.pk)
    decision = services.decide(sighting=sighting, saying=named(None), caller=None)
    assert decision.act is not None
    services.undo(act=decision.act, decisions=Decision.objects.all(), caller=None)
    assert (after(sighting).state, sighting.outcome) == (State.FAILED, Outcome.FAILED)
    assert services.retry_sightings(sightings=Sighting.objects.all()) == 1
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    assert (after(sighting).outcome, sighting.employee) == (Outcome.MATCHED, person)
