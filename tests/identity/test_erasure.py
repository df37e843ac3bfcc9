"""Letting go of a face: complete, verified, resumable, and never more than what was asked for."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.errors import Conflict
from factory.core.leases import State
from factory.evidence.models import Snapshot
from factory.evidence.retention import expiry_of
from factory.evidence.services import store
from factory.sites.models import Site
from identity import services
from identity.engines.base import EngineBusyError, Enrolled, Unusable
from identity.models import (
    ConsentRecord,
    Decision,
    Employee,
    Enrolment,
    Erasure,
    FaceTemplate,
    Outcome,
    Sighting,
    Stranger,
)
from identity.models.faces import photo_store
from identity.selectors import kept_of_face
from identity.services import Saying, sweeping
from identity.services.erasure import ERASE
from tests.builders import default_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    erase,
    give_consent,
    make_employee,
    make_picture,
    make_sighting,
    named,
    sees,
)

pytestmark = pytest.mark.django_db


def ask(person: Employee) -> Enrolment:
    return services.request_enrolment(employee=person, picture=make_picture(), caller=None)


def known_person(engine: ScriptedEngine) -> tuple[Employee, Sighting]:
    """Return somebody enrolled and seen."""
    person = make_employee(default_site())
    services.enrol_photo(ask(person).pk)
    sighting = make_sighting(default_site())
    engine.script = sees("face-new")
    services.search_sighting(sighting.pk)
    return person, sighting


def test_erasing_leaves_the_person_and_a_proof(engine: ScriptedEngine) -> None:
    person, sighting = known_person(engine)
    photo = Enrolment.objects.get().photo.name or ""
    path = Snapshot.objects.get().path
    call_command("erase_employee", person.employee_code, "--yes")
    assert engine.forgotten == ["face-new"]
    assert not FaceTemplate.objects.exists()
    assert not Snapshot.objects.exists()
    assert not store().exists(path)
    assert not photo_store().exists(photo)
    assert not ConsentRecord.objects.in_force().exists()
    sighting.refresh_from_db()
    assert (sighting.snapshot, sighting.employee) == (None, person)
    assert Decision.objects.count() == 1
    proof = Erasure.objects.get()
    assert (proof.templates, proof.photos, proof.snapshots, proof.held_back) == (1, 1, 1, 0)
    assert (proof.state, proof.verified_at is not None) == (State.DONE, True)


def test_a_dry_run_counts_what_an_erasure_then_deletes(engine: ScriptedEngine) -> None:
    person, corrected = known_person(engine)
    services.decide(sighting=corrected, saying=named(None), caller=None)
    held = make_sighting(default_site())
    services.search_sighting(held.pk)
    Snapshot.objects.filter(pk=held.snapshot_id or 0).update(legal_hold=True)
    said = StringIO()
    call_command("erase_employee", person.employee_code, "--dry-run", stdout=said)
    assert "1 templates, 1 photos and 1 snapshots would be deleted; 1 under" in said.getvalue()
    assert not Erasure.objects.exists()
    assert ConsentRecord.objects.in_force().exists()
    proof = erase(person)
    assert (proof.templates, proof.photos, proof.snapshots, proof.held_back) == (1, 1, 1, 1)


def test_withdrawing_consent_erases_as_well(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    assert services.withdraw_consent(employee=person, caller=None) == 1
    erasure = Erasure.objects.get()
    assert (erasure.why, erasure.state) == ("withdrawn", State.PENDING)
    services.carry_out_erasure(erasure.pk)
    assert not FaceTemplate.objects.exists()
    assert not Snapshot.objects.exists()
    assert services.withdraw_consent(employee=person, caller=None) == 0
    assert Erasure.objects.count() == 1


def test_who_changes_to_a_badge_is_forgotten(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    services.change_employee(employee=person, biometric_alternative=True)
    services.carry_out_erasure(Erasure.objects.get().pk)
    assert not FaceTemplate.objects.exists()
    services.change_employee(employee=person, name="Same")
    assert Erasure.objects.count() == 1


def test_who_left_a_month_ago_is_forgotten_by_the_sweep(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    day = clock.now().date()
    Employee.objects.update(left_on=day - timedelta(days=30))
    services.sweep()
    assert not Erasure.objects.exists()
    Employee.objects.update(left_on=day - timedelta(days=32))
    services.sweep()
    services.sweep()
    assert Erasure.objects.get().employee == person


def test_who_is_inactive_for_a_month_without_a_last_day_is_forgotten(
    engine: ScriptedEngine,
) -> None:
    person, _ = known_person(engine)
    Employee.objects.update(active=False)
    services.sweep()
    person.refresh_from_db()
    assert person.inactive_since is not None
    assert not Erasure.objects.exists(), "somebody who comes back within the month is known"
    Employee.objects.update(inactive_since=clock.now() - timedelta(days=31))
    services.sweep()
    assert Erasure.objects.get().employee == person


def test_who_is_active_again_is_not_forgotten_for_an_earlier_absence(
    engine: ScriptedEngine,
) -> None:
    person, _ = known_person(engine)
    Employee.objects.update(inactive_since=clock.now() - timedelta(days=31))
    services.sweep()
    person.refresh_from_db()
    assert (person.inactive_since, Erasure.objects.count()) == (None, 0)


def test_who_was_only_named_by_hand_is_forgotten_as_well(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    sighting = seen_and_named_by_hand(person)
    services.change_employee(employee=person, biometric_alternative=True)
    services.carry_out_erasure(Erasure.objects.get().pk)
    sighting.refresh_from_db()
    assert (sighting.snapshot, ConsentRecord.objects.in_force().count()) == (None, 0)
    services.sweep()
    assert Erasure.objects.count() == 1


def test_a_corrected_picture_of_who_has_no_basis_any_more_goes_but_for_a_legal_hold(
    engine: ScriptedEngine,
) -> None:
    person = make_employee(default_site())
    sighting = seen_and_named_by_hand(person)
    services.decide(sighting=sighting, saying=named(None), caller=None)
    ConsentRecord.objects.update(withdrawn_at=clock.now())
    Snapshot.objects.update(legal_hold=True)
    assert not Employee.objects.to_forget().exists()
    Snapshot.objects.update(legal_hold=False)
    assert list(Employee.objects.to_forget()) == [person]


def test_the_basis_of_who_chooses_the_badge_ends_though_nothing_is_kept() -> None:
    person = make_employee(default_site())
    services.change_employee(employee=person, biometric_alternative=True)
    assert not ConsentRecord.objects.in_force().exists()


def test_erasing_goes_on_where_it_stopped(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    engine.failures = [EngineBusyError("away")]
    stopped = erase(person)
    assert (stopped.state, "away" in stopped.failure) == (State.PENDING, True)
    assert FaceTemplate.objects.exists()
    proof = erase(person)
    assert proof.pk == stopped.pk
    assert (proof.state, proof.templates, proof.photos) == (State.DONE, 1, 1)
    assert erase(person).templates == 0


def test_a_face_that_the_engine_still_lists_is_not_erased(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    engine.stubborn = ["face-new"]
    for _ in range(5):
        assert erase(person).verified_at is None
    assert FaceTemplate.objects.exists()
    assert Alert.objects.filter(kind="erasure", resolved_at__isnull=True).count() == 1
    engine.stubborn = []
    assert erase(person).verified_at is not None
    assert not Alert.objects.filter(resolved_at__isnull=True).exists()


def test_a_killed_worker_leaves_it_to_the_next(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    services.request_erasure(employee=person, caller=None)
    Erasure.objects.update(
        state=State.RUNNING, attempts=1, lease_until=clock.now() - timedelta(seconds=1)
    )
    services.carry_out_erasure(Erasure.objects.get().pk)
    assert Erasure.objects.get().state == State.DONE


def test_somebody_who_waits_is_told_that_it_goes_on(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _ = known_person(engine)
    engine.stubborn = ["face-new"]
    monkeypatch.setattr(
        "identity.services.erasure.time", SimpleNamespace(sleep=lambda _seconds: None)
    )
    erasure = services.request_erasure(employee=person, caller=None)
    with pytest.raises(Conflict) as caught:
        services.erase_now(pk=erasure.pk)
    assert caught.value.code == "erasure-goes-on"


def test_a_picture_under_legal_hold_stays_until_the_hold_ends(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    Snapshot.objects.update(legal_hold=True)
    proof = erase(person)
    assert (proof.snapshots, proof.held_back) == (0, 1)
    snapshot = Snapshot.objects.get()
    assert store().exists(snapshot.path)
    assert expiry_of(snapshot) <= clock.now()


def test_also_pictures_under_a_name_that_was_corrected_are_erased(engine: ScriptedEngine) -> None:
    person, sighting = known_person(engine)
    services.decide(sighting=sighting, saying=named(None), caller=None)
    services.group_sighting(sighting.pk)
    assert erase(person).snapshots == 1
    assert not Stranger.objects.exists()


def test_erasing_waits_for_an_enrolment_at_work(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    enrolment = ask(person)
    Enrolment.objects.update(state=State.RUNNING)
    assert "at work" in erase(person).failure
    Enrolment.objects.filter(pk=enrolment.pk).update(state=State.PENDING)
    assert erase(person).photos == 1


def test_what_came_under_a_later_basis_is_not_touched(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    erasure = services.request_erasure(employee=person, caller=None)
    give_consent(person)
    engine.enrolment = lambda: Enrolled("face-again", "1")
    again = ask(person)
    assert services.enrol_photo(again.pk) is not None
    assert FaceTemplate.objects.get().face_id == "face-new", "it waits for the old face to go"
    services.carry_out_erasure(erasure.pk)
    Enrolment.objects.update(not_before=clock.now())
    services.enrol_photo(again.pk)
    assert FaceTemplate.objects.get().face_id == "face-again"
    assert Enrolment.objects.get().attempts == 1


def seen_and_named_by_hand(person: Employee) -> Sighting:
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    services.decide(sighting=sighting, saying=named(person), caller=None)
    return sighting


def test_an_erasure_asked_for_again_while_one_waits_covers_what_came_between(
    engine: ScriptedEngine,
) -> None:
    person, _ = known_person(engine)
    first = services.request_erasure(employee=person, caller=None)
    give_consent(person)
    between = seen_and_named_by_hand(person)
    assert services.request_erasure(employee=person, caller=None).pk == first.pk
    assert not ConsentRecord.objects.in_force().exists()
    services.carry_out_erasure(first.pk)
    between.refresh_from_db()
    assert between.snapshot is None
    assert Erasure.objects.get().snapshots == 2


def test_an_erasure_asked_for_again_while_one_runs_goes_round_once_more(
    engine: ScriptedEngine,
) -> None:
    person, _ = known_person(engine)
    first = services.request_erasure(employee=person, caller=None)

    class AsksMeanwhile(list[str]):
        def __contains__(self, _face: object) -> bool:
            if Erasure.objects.get().at == first.at:
                give_consent(person)
                seen_and_named_by_hand(person)
                services.request_erasure(employee=person, caller=None)
            return False

    engine.stubborn = AsksMeanwhile()
    services.carry_out_erasure(first.pk)
    assert Erasure.objects.get().state == State.PENDING
    services.carry_out_erasure(first.pk)
    assert (Erasure.objects.get().state, Snapshot.objects.count()) == (State.DONE, 0)


def test_the_sweep_does_not_date_a_waiting_erasure_anew(engine: ScriptedEngine) -> None:
    person, _ = known_person(engine)
    engine.failures = [EngineBusyError("away")]
    asked = erase(person).at
    services.sweep()
    assert Erasure.objects.get().at == asked


def test_erasing_while_a_search_runs_names_nobody_and_keeps_no_picture(
    engine: ScriptedEngine,
) -> None:
    person, _ = known_person(engine)
    sighting = make_sighting(default_site())
    path = Snapshot.objects.latest("pk").path

    def erasing() -> object:
        erase(person)
        return sees("face-new")()

    engine.script = erasing  # type: ignore[assignment]
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == (Outcome.UNKNOWN, None)
    assert not sighting.decisions.exists()
    assert sighting.snapshot is None
    assert not store().exists(path)


def test_without_a_terminal_the_command_asks_for_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_employee(default_site())
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_employee", person.employee_code, stdout=StringIO())
    assert not Erasure.objects.exists()


def test_erasures_are_rung_for_where_no_site_is_the_default(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _ = known_person(engine)
    services.withdraw_consent(employee=person, caller=None)
    Site.objects.update(is_default=False)
    rung: list[tuple[str, int]] = []
    monkeypatch.setattr(sweeping, "ring", lambda task, pk: rung.append((task, pk)))
    services.sweep()
    assert (ERASE, Erasure.objects.get().pk) in rung


def unnamed(engine: ScriptedEngine, **facts: Any) -> Sighting:
    """Return a look that showed nobody, as the facts say."""
    engine.script = lambda: Unusable("NO_FACE", "turned away")
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    Sighting.objects.filter(pk=sighting.pk).update(**facts)
    return sighting


def test_unnamed_looks_that_are_tied_to_a_named_one_are_erased_as_well(
    engine: ScriptedEngine,
) -> None:
    person, matched = known_person(engine)
    Sighting.objects.filter(pk=matched.pk).update(track_id="t1")
    minute, at = timedelta(minutes=1), matched.captured_at
    by_hand = seen_and_named_by_hand(person)
    group = Stranger.objects.create(
        site=default_site(), method="hash", sketch="x", first_seen_at=at, last_seen_at=at
    )
    Sighting.objects.filter(pk=by_hand.pk).update(stranger=group)
    tied = [
        unnamed(engine, track_id="t1", captured_at=at - minute),
        unnamed(engine, track_id="t1", captured_at=at + minute),
        unnamed(engine, stranger=group, outcome=Outcome.UNKNOWN),
    ]
    others = [
        unnamed(engine, track_id="t1", captured_at=at + 11 * minute),
        unnamed(engine, track_id="t1", captured_at=at, reported_by=make_user()),
        unnamed(engine, track_id="t2", captured_at=at),
        unnamed(engine),
        unnamed(engine, stranger=group, outcome=Outcome.UNKNOWN),
    ]
    services.decide(sighting=others[-1], saying=Saying(Decision.Word.VISITOR), caller=None)
    kept = kept_of_face(person)
    assert (kept.snapshots, erase(person).snapshots) == (5, 5)
    left = Sighting.objects.filter(snapshot__isnull=False).order_by("pk")
    assert list(left) == others
    assert Sighting.objects.filter(pk__in=[one.pk for one in tied], snapshot=None).count() == 3
