"""Identity in the admin: pages open at a fixed cost, uploads and actions go through the services."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from factory.core.leases import State
from factory.evidence.models import Snapshot
from identity import services
from identity.models import (
    ConsentRecord,
    Decision,
    Enrolment,
    Erasure,
    FaceTemplate,
    Outcome,
    Sighting,
)
from tests.builders import default_site, make_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db
MODELS = [m for m in admin.site._registry if m._meta.app_label == "identity"] + [Snapshot]


@pytest.fixture
def hr() -> Client:
    client = Client()
    user = make_user((default_site(), "hr"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def fill() -> None:
    """Make ten of everything."""
    for number in range(10):
        person = make_employee(default_site())
        make_template(person)
        services.request_enrolment(employee=person, picture=make_picture(), caller=None)
        sighting = make_sighting(default_site())
        Sighting.objects.filter(pk=sighting.pk).update(state=State.DONE, outcome=Outcome.UNKNOWN)
        services.decide(sighting=sighting, saying=named(person), caller=None)
        services.add_identifier(employee=person, kind="badge", value=str(number))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_open_at_a_fixed_cost(
    hr: Client, model: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill()
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    with django_assert_max_num_queries(14):
        assert hr.get(address, {"q": "1"}).status_code == 200
    first = model.objects.first()
    if first is not None:
        change = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        assert hr.get(reverse(change, args=[first.pk])).status_code == 200


def test_templates_do_not_show_their_vectors(hr: Client) -> None:
    template = make_template(make_employee(default_site()))
    FaceTemplate.objects.update(vector="c2VjcmV0")
    page = hr.get(reverse("admin:identity_facetemplate_change", args=[template.pk]))
    assert b"c2VjcmV0" not in page.content


def test_consent_is_recorded_and_then_fixed(hr: Client) -> None:
    person = make_employee(default_site(), consent=False)
    form = {
        "employee": person.pk,
        "version": "1",
        "purpose": "attendance",
        "basis": "consent",
        "evidence": "folder 3",
        "given_at_0": "2026-03-01",
        "given_at_1": "08:00:00",
    }
    assert hr.post(reverse("admin:identity_consentrecord_add"), form).status_code == 302
    consent = ConsentRecord.objects.get()
    assert (consent.site, consent.recorded_by is not None) == (person.site, True)
    page = hr.get(reverse("admin:identity_consentrecord_change", args=[consent.pk]))
    assert b'name="_save"' not in page.content


def upload(hr: Client, employee_id: int, data: bytes) -> Any:
    form = {"employee": employee_id, "image": SimpleUploadedFile("a.jpg", data, "image/jpeg")}
    return hr.post(reverse("admin:identity_enrolment_add"), form)


def test_a_photo_is_uploaded(hr: Client) -> None:
    person = make_employee(default_site())
    answer = upload(hr, person.pk, make_picture())
    assert answer.status_code == 302
    assert Enrolment.objects.get().employee == person


@pytest.mark.parametrize(
    ("consent", "data", "said"),
    [(False, make_picture(), "No basis"), (True, make_picture(kind="GIF"), "Only JPEG and PNG")],
)
def test_a_photo_that_cannot_be_enrolled_says_why(
    hr: Client, consent: bool, data: bytes, said: str
) -> None:
    person = make_employee(default_site(), consent=consent)
    answer = upload(hr, person.pk, data)
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert not Enrolment.objects.exists()


def test_another_sites_person_is_not_offered(hr: Client) -> None:
    outsider = make_employee(make_site())
    assert upload(hr, outsider.pk, make_picture()).status_code == 200
    assert not Enrolment.objects.exists()
    listed = hr.get(reverse("admin:identity_employee_changelist"))
    assert outsider.name not in listed.content.decode()


def act(hr: Client, model: str, action: str, *pks: int, **answers: str) -> None:
    assert asked(hr, model, action, *pks, **answers).status_code == 302


def asked(hr: Client, model: str, action: str, *pks: int, **answers: str) -> Any:
    form = {"action": action, "_selected_action": pks, **answers}
    return hr.post(reverse(f"admin:identity_{model}_changelist"), form)


def test_review_confirms_and_rejects(hr: Client, engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site()), "face-1")
    engine.script = sees("face-1", 90)
    yes, no = make_sighting(default_site()), make_sighting(default_site())
    for sighting in (yes, no):
        services.search_sighting(sighting.pk)
    act(hr, "sighting", "confirm", yes.pk)
    act(hr, "sighting", "reject", no.pk)
    outcomes = dict(Sighting.objects.values_list("pk", "outcome"))
    assert outcomes == {yes.pk: Outcome.MATCHED, no.pk: Outcome.UNKNOWN}
    assert Decision.objects.filter(by="person", user__isnull=False).count() == 2


def test_failed_searches_are_tried_again(hr: Client) -> None:
    sighting = make_sighting(default_site())
    Sighting.objects.update(state=State.FAILED, outcome=Outcome.FAILED)
    act(hr, "sighting", "retry", sighting.pk)
    sighting.refresh_from_db()
    assert (sighting.state, sighting.outcome) == (State.PENDING, "")


def test_people_are_erased_by_a_worker(hr: Client) -> None:
    person = make_employee(default_site())
    act(hr, "employee", "erase", person.pk, post="yes")
    assert Erasure.objects.get().employee == person
    assert not ConsentRecord.objects.in_force().exists()
    other = make_employee(default_site())
    act(hr, "employee", "withdraw_consent", other.pk, post="yes")
    assert Erasure.objects.get(employee=other).why == "withdrawn"


@pytest.mark.parametrize("action", ["erase", "withdraw_consent"])
def test_what_cannot_be_taken_back_is_asked_first(hr: Client, action: str) -> None:
    person = make_employee(default_site())
    page = asked(hr, "employee", action, person.pk)
    assert str(person) in page.content.decode()
    assert "Yes, do it" in page.content.decode()
    assert not Erasure.objects.exists()
    assert ConsentRecord.objects.in_force().exists()


@pytest.mark.parametrize(("role", "shown"), [("hr", True), ("manager", False)])
def test_numbers_are_shown_to_whom_the_persons_own_site_lets(role: str, shown: bool) -> None:
    person = make_employee(default_site())
    services.add_identifier(employee=person, kind="badge", value="471147", caller=None)
    client, user = Client(), make_user((default_site(), role), (make_site(), "hr"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    answer = client.get(reverse("admin:identity_employee_change", args=[person.pk]))
    assert answer.status_code == 200
    assert (b"471147" in answer.content) is shown
