"""Enrolling, forgetting and erasing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from factory.audit.models import Entry
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from identity import services
from identity.engines.base import EngineBusyError, Enrolled, Refused
from identity.engines.gallery import LOCAL_MODEL
from identity.models import ConsentRecord, Employee, Enrolment, FaceTemplate, Sighting
from identity.models.faces import photo_store
from identity.selectors import gallery_of
from tests.builders import client_of, default_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    erase,
    make_employee,
    make_picture,
    make_sighting,
    sees,
)

pytestmark = pytest.mark.django_db


def ask(person: Employee, picture: bytes = b"") -> Enrolment:
    return services.request_enrolment(
        employee=person, picture=picture or make_picture(), caller=None
    )


def test_a_photo_becomes_a_template(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    enrolment = ask(person)
    engine.enrolment = lambda: Enrolled("face-9", "7.0", b"\x01\x02")
    assert services.enrol_photo(enrolment.pk) is None
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.outcome) == (State.DONE, "ENROLLED")
    template = FaceTemplate.objects.get()
    assert (template.employee, template.face_id, template.vector) == (person, "face-9", "AQI=")
    assert Entry.objects.filter(act="enrol", subject_id=str(person.pk)).count() == 1


def test_vectors_are_ciphertext_in_the_database(engine: ScriptedEngine) -> None:
    engine.enrolment = lambda: Enrolled("face-9", "7.0", b"\x01\x02")
    services.enrol_photo(ask(make_employee(default_site())).pk)
    field = FaceTemplate._meta.get_field("vector")
    stored = FaceTemplate.objects.extra(select={"raw": field.column}).values_list("raw", flat=True)
    assert "AQI=" not in str(stored[0])


def test_without_a_basis_no_photo_is_even_kept() -> None:
    person = make_employee(default_site(), consent=False)
    with pytest.raises(Conflict) as caught:
        ask(person)
    assert caught.value.code == "no-basis"
    assert not Enrolment.objects.exists()


def test_a_damaged_picture_is_refused() -> None:
    with pytest.raises(Invalid):
        ask(make_employee(default_site()), make_picture()[:100])


def test_the_same_photo_is_one_enrolment() -> None:
    person, picture = make_employee(default_site()), make_picture()
    assert ask(person, picture).pk == ask(person, picture).pk
    assert ask(make_employee(default_site()), picture).pk != ask(person, picture).pk


def test_a_group_photo_says_why(engine: ScriptedEngine) -> None:
    enrolment = ask(make_employee(default_site()))
    engine.enrolment = lambda: Refused("more than one")
    services.enrol_photo(enrolment.pk)
    enrolment.refresh_from_db()
    assert (enrolment.outcome, enrolment.reason) == ("REFUSED", "more than one")


def test_a_busy_engine_is_asked_again(engine: ScriptedEngine) -> None:
    enrolment = ask(make_employee(default_site()))
    engine.failures = [EngineBusyError("x")]
    assert services.enrol_photo(enrolment.pk) == 1
    Enrolment.objects.update(not_before=clock.now())
    assert services.enrol_photo(enrolment.pk) is None
    assert FaceTemplate.objects.count() == 1


def test_consent_withdrawn_while_enrolling_is_forgotten_by_the_sweep(
    engine: ScriptedEngine,
) -> None:
    person = make_employee(default_site())
    enrolment = ask(person)
    photo = enrolment.photo.name or ""
    assert photo_store().exists(photo)

    def withdrawing() -> Enrolled:
        services.withdraw_consent(employee=person, caller=None)
        return Enrolled("face-late", "1")

    engine.enrolment = withdrawing
    services.enrol_photo(enrolment.pk)
    enrolment.refresh_from_db()
    assert enrolment.outcome == "REFUSED"
    assert list(Employee.objects.to_forget()) == [person]
    assert erase(person).state == State.DONE
    assert engine.forgotten == ["face-late"]
    assert not FaceTemplate.objects.exists()
    assert not photo_store().exists(photo)
    assert not Employee.objects.to_forget().exists()


def test_somebody_with_a_history_is_not_deleted(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    services.enrol_photo(ask(person).pk)
    with pytest.raises(Conflict):
        services.remove_employee(employee=person)
    newcomer = make_employee(default_site(), consent=False)
    services.remove_employee(employee=newcomer)
    assert not Employee.objects.filter(pk=newcomer.pk).exists()


def test_after_a_change_of_engine_everybody_with_a_basis_is_enrolled_anew(
    engine: ScriptedEngine,
) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    for number, person in enumerate((ada, bob)):
        engine.enrolment = lambda number=number: Enrolled(f"face-{number}", "1")  # type: ignore[misc]
        services.enrol_photo(ask(person).pk)
    ConsentRecord.objects.filter(employee=bob).update(withdrawn_at=clock.now())
    engine.name, engine.enrolment = "other", lambda: Enrolled("face-other", "1")
    sighting = make_sighting(default_site())
    assert services.search_sighting(sighting.pk) == 5, "before the sweep looks"
    waiting = Enrolment.objects.get(state=State.PENDING)
    assert waiting.employee == ada
    Sighting.objects.update(not_before=clock.now())
    assert services.search_sighting(sighting.pk) == 5, "it waits for Ada"
    services.enrol_photo(waiting.pk)
    services.sweep()
    assert not Enrolment.objects.filter(state=State.PENDING).exists()
    assert set(FaceTemplate.objects.filter(employee=ada).values_list("engine", flat=True)) == {
        "scripted",
        "other",
    }
    engine.script = sees("face-other")
    Sighting.objects.update(not_before=clock.now())
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == ("MATCHED", ada)
    engine.name = "scripted"
    services.sweep()
    assert not Enrolment.objects.filter(state=State.PENDING).exists(), "those faces are still there"


def test_what_another_engine_refuses_is_not_offered_to_it_again(engine: ScriptedEngine) -> None:
    services.enrol_photo(ask(make_employee(default_site())).pk)
    engine.name, engine.enrolment = "other", lambda: Refused("blurred")
    for _ in range(2):
        services.sweep()
        for pk in Enrolment.objects.filter(state=State.PENDING).values_list("pk", flat=True):
            services.enrol_photo(pk)
    row = Enrolment.objects.get()
    assert (row.reason, row.attempts + row.tried_before) == ("blurred", 2)


@pytest.mark.parametrize(
    ("changed", "waits"), [("local", True), ("rekognition", True), ("", False)]
)
def test_templates_of_another_model_or_collection_are_made_anew(
    engine: ScriptedEngine, settings: Settings, changed: str, waits: bool
) -> None:
    engine.name = changed or "local"
    engine.enrolment = lambda: Enrolled("face-1", LOCAL_MODEL, bytes(512))
    services.enrol_photo(ask(make_employee(default_site())).pk)
    if changed == "local":
        FaceTemplate.objects.update(model_version="dlib-resnet-v0")
        Enrolment.objects.update(places=[["local", "factory-employees", "dlib-resnet-v0"]])
    if changed == "rekognition":
        settings.REKOGNITION_COLLECTION_ID = "factory-2027"
    services.sweep()
    assert Enrolment.objects.filter(state=State.PENDING).exists() == waits
    assert gallery_of(default_site().pk).face_ids == (() if changed else ("face-1",))
    for row in Enrolment.objects.filter(state=State.PENDING):
        services.enrol_photo(row.pk)
    made = FaceTemplate.objects.values_list("model_version", flat=True)
    assert set(made) == {LOCAL_MODEL}
    assert len(made) == (2 if changed == "rekognition" else 1), "a former collection keeps its face"


def test_the_same_photo_enrolled_anew_is_one_template_and_changes_the_gallery(
    engine: ScriptedEngine,
) -> None:
    engine.name = "local"
    engine.enrolment = lambda: Enrolled("face-1", LOCAL_MODEL, bytes(512))
    services.enrol_photo(ask(make_employee(default_site())).pk)
    assert not gallery_of(default_site().pk).vectors.any()
    Enrolment.objects.update(state=State.PENDING)
    engine.enrolment = lambda: Enrolled("face-1", LOCAL_MODEL, b"\1" * 512)
    services.enrol_photo(Enrolment.objects.get().pk)
    assert FaceTemplate.objects.count() == 1
    assert gallery_of(default_site().pk).vectors.all()


NOT_USED = [
    ("inactive", {"active": False}, "This person is not active."),
    ("by badge", {"biometric_alternative": True}, "This person uses a badge or code instead"),
    ("left", {"left_on": date(2020, 1, 1)}, "This person left on 2020-01-01."),
]


@pytest.mark.parametrize(
    ("changed", "why"), [row[1:] for row in NOT_USED], ids=[row[0] for row in NOT_USED]
)
def test_where_a_basis_would_not_help_that_is_said(changed: dict[str, Any], why: str) -> None:
    person = make_employee(default_site())
    client = client_of(make_user((default_site(), "hr")))
    url = f"/api/v1/employees/{person.pk}"
    assert client.get(url).json()["face_allowed"] is True
    Employee.objects.update(**changed)
    person.refresh_from_db()
    with pytest.raises(Conflict) as caught:
        ask(person)
    assert caught.value.code == "face-not-used"
    assert why in caught.value.detail
    assert client.get(url).json()["face_allowed"] is False
