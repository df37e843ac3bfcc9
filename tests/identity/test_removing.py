"""One photo is removed: with its face at the engine and its template, and the person's others stay."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factory.audit.models import Entry
from factory.core import clock
from factory.core.errors import Conflict
from factory.core.leases import State
from identity import services
from identity.engines.base import EngineBusyError, Enrolled, Found
from identity.engines.choice import face_engine
from identity.engines.gallery import DIMENSIONS, LOCAL_MODEL
from identity.likeness import Sketch
from identity.models import (
    ConsentRecord,
    Decision,
    Employee,
    Enrolment,
    Erasure,
    FaceTemplate,
    Outcome,
    Sighting,
)
from identity.models.faces import photo_store
from identity.selectors import collection_of, gallery_of
from identity.services import Saying
from tests.builders import client_of, default_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    erase,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    named,
    sees,
)
from tests.identity.emulating import drain, emulator, enrolled, photo_of, seen

pytestmark = pytest.mark.django_db
STRANGER = "face-of-a-stranger"


def forget() -> None:
    """Do what the workers would."""
    Erasure.objects.update(not_before=clock.now())
    for pk in Erasure.objects.filter(state=State.PENDING).values_list("pk", flat=True):
        services.carry_out_erasure(pk)


@pytest.fixture(autouse=True)
def _no_two_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain pictures would all be one stranger's."""
    monkeypatch.setattr(
        "identity.services.strangers.sketch_of",
        lambda picture: Sketch("hash", hashlib.sha256(picture).digest()[:8]),
    )


@pytest.fixture
def alice(engine: ScriptedEngine) -> Employee:
    """Return somebody with a face of her own, and let the next one enrolled be a stranger's."""
    person = make_employee(default_site(), name="Alice")
    make_template(person, "face-alice")
    engine.enrolment = lambda: Enrolled(STRANGER, "1")
    return person


def wrongly_enrolled(engine: ScriptedEngine, alice: Employee) -> Sighting:
    """Return a stranger's look, named and enrolled in review as Alice's."""
    engine.script = lambda: Found((), "1")
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    services.enrol_sighting(sighting=sighting, employee=alice, caller=None)
    services.enrol_photo(Enrolment.objects.get().pk)
    assert FaceTemplate.objects.filter(face_id=STRANGER).exists()
    sighting.refresh_from_db()
    return sighting


def looked_at(engine: ScriptedEngine, face_id: str) -> tuple[str, int | None]:
    engine.script = sees(face_id, 99.5)
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting.outcome, sighting.employee_id


def take_back(sighting: Sighting, _alice: Employee) -> None:
    address = reverse("sighting-undo", args=[sighting.uuid])
    assert client_of(make_user((default_site(), "hr"))).post(address).json() == {"undone": 1}


def deny(sighting: Sighting, alice: Employee) -> None:
    saying = Saying(Decision.Word.NOT_THEM, alice)
    services.decide(sighting=sighting, saying=saying, caller=None)


def name_another(sighting: Sighting, _alice: Employee) -> None:
    services.decide(sighting=sighting, saying=named(make_employee(default_site())), caller=None)


def a_visitor(sighting: Sighting, _alice: Employee) -> None:
    services.decide(sighting=sighting, saying=Saying(Decision.Word.VISITOR), caller=None)


@pytest.mark.parametrize("say", [take_back, deny, name_another, a_visitor])
def test_a_face_enrolled_under_a_wrong_name_goes_with_the_name(
    engine: ScriptedEngine, alice: Employee, say: Any
) -> None:
    sighting = wrongly_enrolled(engine, alice)
    photo = Enrolment.objects.get().photo.name or ""
    say(sighting, alice)
    outcome, person = looked_at(engine, STRANGER)
    assert (outcome, person) == (Outcome.UNKNOWN, None), "at once, not when a worker has been at it"
    forget()
    assert list(FaceTemplate.objects.values_list("face_id", flat=True)) == ["face-alice"]
    assert engine.forgotten == [STRANGER]
    assert (Enrolment.objects.exists(), photo_store().exists(photo)) == (False, False)
    proof = Erasure.objects.get()
    assert (proof.why, proof.templates, proof.photos, proof.snapshots) == ("photo", 1, 1, 0)
    assert proof.verified_at is not None
    assert looked_at(engine, "face-alice") == (Outcome.MATCHED, alice.pk)
    assert ConsentRecord.objects.in_force().filter(employee=alice).exists()
    sighting.refresh_from_db()
    assert sighting.snapshot is not None, "whose it is, review still asks"


def test_a_guard_who_may_not_enrol_frees_a_stranger_of_a_wrong_name(
    engine: ScriptedEngine, alice: Employee
) -> None:
    sighting = wrongly_enrolled(engine, alice)
    guard = make_user((default_site(), "security"))
    address = reverse("enrolment-detail", args=[Enrolment.objects.get().uuid])
    assert client_of(guard).delete(address).status_code in (403, 404)
    denial = {"word": "not_them", "employee": alice.pk}
    said = client_of(guard).post(reverse("sighting-decision", args=[sighting.uuid]), denial)
    assert said.status_code == 200
    assert looked_at(engine, STRANGER) == (Outcome.UNKNOWN, None)
    assert Entry.objects.get(act="remove-photo").who == guard


def test_a_photo_that_is_being_removed_hides_no_other_of_the_person(
    engine: ScriptedEngine, alice: Employee
) -> None:
    sighting = wrongly_enrolled(engine, alice)
    vector = base64.b64encode(bytes(4 * DIMENSIONS)).decode()
    FaceTemplate.objects.update(engine="local", model_version=LOCAL_MODEL, vector=vector)
    assert set(gallery_of(default_site().pk).face_ids) == {"face-alice", STRANGER}
    take_back(sighting, alice)
    assert gallery_of(default_site().pk).face_ids == ("face-alice",)


def test_what_still_shows_the_person_keeps_its_enrolment(
    engine: ScriptedEngine, alice: Employee
) -> None:
    engine.script = sees("face-alice", 99)
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    said = services.decide(sighting=sighting, saying=named(alice), caller=None)
    services.enrol_sighting(sighting=sighting, employee=alice, caller=None)
    assert said.act is not None
    services.undo(act=said.act, decisions=Decision.objects.all(), caller=None)
    assert Enrolment.objects.get().removed_at is None, "the machine had said the same"


def test_saying_the_name_again_removes_nothing(engine: ScriptedEngine, alice: Employee) -> None:
    sighting = wrongly_enrolled(engine, alice)
    services.decide(sighting=sighting, saying=named(alice), caller=None)
    assert not Erasure.objects.exists()


def test_nothing_is_enrolled_from_a_picture_after_its_name_was_taken_back(
    engine: ScriptedEngine, alice: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    request = services.photo_requests.request_enrolment

    def late(**wanted: Any) -> Enrolment:
        deny(sighting, alice)
        enrolment: Enrolment = request(**wanted)
        return enrolment

    monkeypatch.setattr("identity.services.reviewing.request_enrolment", late)
    with pytest.raises(Conflict) as caught:
        services.enrol_sighting(sighting=sighting, employee=alice, caller=None)
    assert caught.value.code == "taken-back"
    assert not Enrolment.objects.exists()


def test_a_photo_under_a_wrong_person_is_removed_by_the_api(
    engine: ScriptedEngine, alice: Employee
) -> None:
    hr = make_user((default_site(), "hr"))
    row = services.request_enrolment(employee=alice, picture=make_picture(), caller=None)
    services.enrol_photo(row.pk)
    address = reverse("enrolment-detail", args=[row.uuid])
    assert client_of(make_user((default_site(), "security"))).delete(address).status_code == 403
    assert client_of(hr).delete(address).status_code == 204
    assert client_of(hr).get(address).status_code == 404
    assert client_of(hr).delete(address).status_code == 404
    assert Entry.objects.filter(act="remove-photo", who=hr).count() == 1
    forget()
    assert list(FaceTemplate.objects.values_list("face_id", flat=True)) == ["face-alice"]


def test_an_action_of_the_admin_asks_and_then_removes_photos(
    engine: ScriptedEngine, alice: Employee
) -> None:
    client, hr = Client(), make_user((default_site(), "hr"))
    client.force_login(hr, backend="factory.sites.backends.SiteRoleBackend")
    row = services.request_enrolment(employee=alice, picture=make_picture(), caller=None)
    address = reverse("admin:identity_enrolment_changelist")
    posted = {"action": "remove", "_selected_action": [row.pk]}
    assert "Remove?" in client.post(address, posted).content.decode()
    assert not Erasure.objects.exists()
    page = client.post(address, posted | {"post": "yes"}, follow=True).content.decode()
    assert "1 are being removed" in page
    assert "being removed" in client.get(address).content.decode()
    forget()
    assert not Enrolment.objects.exists(), "one that waited is not enrolled first"


def test_an_engine_in_the_way_is_asked_again_and_the_photo_not_enrolled_meanwhile(
    engine: ScriptedEngine, alice: Employee
) -> None:
    row = services.request_enrolment(employee=alice, picture=(photo := make_picture()), caller=None)
    services.enrol_photo(row.pk)
    services.remove_enrolment(enrolment=row, caller=None)
    engine.failures = [EngineBusyError("away")]
    forget()
    assert Erasure.objects.get().state == State.PENDING
    with pytest.raises(Conflict) as caught:
        services.request_enrolment(employee=alice, picture=photo, caller=None)
    assert caught.value.code == "photo-being-removed"
    services.sweep()
    assert not Erasure.objects.of_people().exists()
    forget()
    assert Erasure.objects.get().state == State.DONE
    again = services.request_enrolment(employee=alice, picture=photo, caller=None)
    services.enrol_photo(again.pk)
    again.refresh_from_db()
    assert again.outcome == Enrolment.Outcome.ENROLLED


def test_a_person_is_erased_while_one_photo_is_being_removed(
    engine: ScriptedEngine, alice: Employee
) -> None:
    row = services.request_enrolment(employee=alice, picture=make_picture(), caller=None)
    services.enrol_photo(row.pk)
    services.remove_enrolment(enrolment=row, caller=None)
    assert erase(alice).state == State.DONE
    forget()
    assert not FaceTemplate.objects.exists()
    assert set(Erasure.objects.values_list("state", "why")) == {
        (State.DONE, "asked"),
        (State.DONE, "photo"),
    }


def test_at_the_service_one_face_goes_and_what_its_lost_answers_left() -> None:
    with emulator() as server:
        person = enrolled(3)
        wrong = services.request_enrolment(employee=person, picture=photo_of(4), caller=None)
        drain()
        name, engine = person.external_id, face_engine()
        place = collection_of(default_site(), engine.name)
        engine.enrol(photo_of(4, (140, 100)), collection=place, external_id=name, first=False)
        services.remove_enrolment(enrolment=wrong, caller=None)
        forget()
        kept = FaceTemplate.objects.get()
        assert engine.kept([], collection=place, external_id=name) == [kept.face_id]
        assert Erasure.objects.get().templates == 2
        right, other = seen(3), seen(4)
        drain()
        right.refresh_from_db()
        other.refresh_from_db()
        assert (right.outcome, other.outcome) == (Outcome.MATCHED, Outcome.UNKNOWN)
        del server
