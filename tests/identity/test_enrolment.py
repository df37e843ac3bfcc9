"""Enrolling, forgetting and erasing."""

from __future__ import annotations

import pytest

from factory.audit.models import Entry
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from identity import services
from identity.engines.base import EngineBusyError, Enrolled, Refused
from identity.models import Employee, Enrolment, FaceTemplate
from identity.models.faces import photo_store
from tests.builders import default_site
from tests.identity.builders import ScriptedEngine, erase, make_employee, make_picture

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
