"""Two people whom the machine cannot tell apart: review names both, and both have a way out."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from factory.core import clock
from factory.core.errors import Refused
from factory.evidence.models import Snapshot
from factory.evidence.services import store
from identity import services
from identity.engines.base import Enrolled, Found
from identity.matching import Candidate
from identity.models import Employee, Outcome, Sighting
from tests.builders import default_site, make_user
from tests.identity.builders import (
    MORNING,
    ScriptedEngine,
    erase,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    named,
)
from tests.identity.reviewing import REVIEW, say, signed_in

pytestmark = pytest.mark.django_db


def twins() -> tuple[Employee, Employee]:
    ada, eva = (make_employee(default_site(), name=name) for name in ("Ada", "Eva"))
    make_template(ada, "face-ada")
    make_template(eva, "face-eva")
    return ada, eva


def tied(engine: ScriptedEngine, track: str = "") -> Sighting:
    """Return a sighting that is as like the one as the other."""
    found = (Candidate("face-ada", 99.0), Candidate("face-eva", 98.6))
    engine.script = lambda: Found(found, "1")
    sighting = make_sighting(default_site(), track_id=track)
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting


def test_the_reviewer_sees_both_side_by_side_and_may_choose_either(engine: ScriptedEngine) -> None:
    ada, eva = twins()
    sighting = tied(engine)
    client = signed_in()
    card = client.get(reverse(REVIEW)).content.decode()
    for person, percent in ((ada, "99"), (eva, "99")):
        assert f"<strong>{person.name}</strong> ({percent} %)" in card
        assert f'value="yes:{person.pk}"' in card
    address = reverse("admin:identity_sighting_change", args=[sighting.pk])
    own = client.get(address).content.decode()
    assert f'value="yes:{eva.pk}"' in own
    assert f"{eva}, 98.6 %" in own
    say(client, f"yes:{eva.pk}", sighting)
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == (Outcome.MATCHED, eva)
    assert sighting.second is None, "nobody else is proposed once it is said"


def test_the_api_names_both_to_whoever_may_see_the_sighting(engine: ScriptedEngine) -> None:
    _, eva = twins()
    sighting = tied(engine)
    client = APIClient()
    client.force_login(
        make_user((default_site(), "hr")), backend="factory.sites.backends.SiteRoleBackend"
    )
    one = client.get(f"/api/v1/sightings/{sighting.uuid}").json()
    listed = client.get("/api/v1/sightings").json()["results"]
    second = {"employee": eva.pk, "employee_name": "Eva", "similarity": 98.6}
    assert [row["runner_up"] for row in (one, *listed)] == [second, second]


def test_a_look_that_is_saved_by_the_track_names_both_as_well(engine: ScriptedEngine) -> None:
    _, eva = twins()
    tied(engine, track="t1")
    saved = tied(engine, track="t1")
    assert (saved.searched, saved.outcome) == (False, Outcome.REVIEW)
    assert saved.runner_up == eva


def forgotten(person: Employee) -> None:
    erase(person)


def withdrawn(person: Employee) -> None:
    services.withdraw_consent(employee=person, caller=None)
    erase(person)


@pytest.mark.parametrize("leave", [forgotten, withdrawn], ids=["erased", "consent withdrawn"])
def test_a_picture_that_may_be_the_second_ones_goes_with_their_face(
    engine: ScriptedEngine, leave: Any
) -> None:
    _, eva = twins()
    sighting, held = tied(engine), tied(engine)
    Snapshot.objects.filter(pk=held.snapshot_id or 0).update(legal_hold=True)
    leave(eva)
    kept = Sighting.objects.in_bulk([sighting.pk, held.pk])
    assert (kept[sighting.pk].snapshot, kept[sighting.pk].runner_up) == (None, None)
    assert kept[held.pk].snapshot is not None
    assert kept[held.pk].runner_up == eva, "by it the held picture is found again"


def test_the_picture_of_who_was_chosen_stays_when_the_other_one_goes(
    engine: ScriptedEngine,
) -> None:
    ada, eva = twins()
    sighting = tied(engine)
    say(signed_in(), f"yes:{ada.pk}", sighting)
    erase(eva)
    sighting.refresh_from_db()
    assert sighting.snapshot is not None
    assert sighting.runner_up is None


@pytest.mark.parametrize("gone", ["Ada", "Eva"])
def test_nothing_is_kept_of_a_tie_with_who_withdraws_while_the_search_runs(
    engine: ScriptedEngine, gone: str
) -> None:
    twins()
    found = (Candidate("face-ada", 99.0), Candidate("face-eva", 98.6))

    def meanwhile() -> Found:
        services.withdraw_consent(employee=Employee.objects.get(name=gone), caller=None)
        return Found(found, "1")

    engine.script = meanwhile
    sighting = make_sighting(default_site(), captured_at=MORNING)
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    names = {one.name for one in (sighting.employee, sighting.runner_up) if one}
    assert gone not in names
    assert sighting.snapshot is None


def test_who_is_said_not_to_be_it_is_not_proposed_again(engine: ScriptedEngine) -> None:
    _, eva = twins()
    sighting = tied(engine)
    say(signed_in(), f"not_them:{eva.pk}", sighting)
    picture = sighting.snapshot
    assert picture is not None
    again = services.report_sighting(
        site_id=default_site().pk, jpeg=picture_bytes(picture), captured_at=MORNING
    )
    services.search_sighting(again.pk)
    again.refresh_from_db()
    assert (again.outcome, again.runner_up) == (Outcome.REVIEW, None)


def picture_bytes(snapshot: Snapshot) -> bytes:
    with store().open(snapshot.path) as file:
        return bytes(file.read())


def test_neither_of_two_says_which_of_them_it_is(engine: ScriptedEngine) -> None:
    _, eva = twins()
    sighting = tied(engine)
    user = make_user((default_site(), "hr"))
    Employee.objects.filter(pk=eva.pk).update(user=user)
    with pytest.raises(Refused, match="Somebody else says"):
        services.decide(sighting=sighting, saying=named(None), caller=user)


def test_who_is_in_a_picture_of_review_alone_is_noticed_once_nothing_allows_it(
    engine: ScriptedEngine,
) -> None:
    _, eva = twins()
    tied(engine)
    eva.templates.all().delete()
    assert eva not in Employee.objects.to_forget()
    eva.consents.update(withdrawn_at=clock.now())
    assert eva in Employee.objects.to_forget()


@pytest.mark.parametrize("not_this", ["Ada", "Eva"])
def test_of_two_one_is_ruled_out_and_the_other_still_asked_for(
    engine: ScriptedEngine, not_this: str
) -> None:
    pair = twins()
    wrong, left = pair if not_this == "Ada" else pair[::-1]
    sighting, client = tied(engine), signed_in()
    say(client, f"not_them:{wrong.pk}", sighting)
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == (Outcome.REVIEW, left)
    assert sighting.second is None
    card = client.get(reverse(REVIEW)).content.decode()
    assert f'value="yes:{left.pk}"' in card
    assert f'value="yes:{wrong.pk}"' not in card


@pytest.mark.parametrize(
    ("gone", "again"),
    [
        pytest.param("", {"Ada", "Eva"}, id="both are proposed again"),
        pytest.param("Eva", {"Ada"}, id="but not whose face was erased meanwhile"),
    ],
)
def test_a_choice_between_two_is_taken_back(
    engine: ScriptedEngine, gone: str, again: set[str]
) -> None:
    ada, eva = twins()
    sighting, client = tied(engine), signed_in()
    say(client, f"yes:{ada.pk}", sighting)
    if gone:
        erase(eva)
    sighting.refresh_from_db()
    act = sighting.decisions.standing().get().act
    client.post(reverse("admin:identity_undo", args=[act]))
    sighting.refresh_from_db()
    second = {sighting.second.employee.name} if sighting.second else set()
    assert sighting.employee is not None
    assert {sighting.employee.name} | second == again


def test_the_lists_action_names_nobody_of_two(engine: ScriptedEngine) -> None:
    twins()
    sighting = tied(engine)
    form = {"action": "confirm", "_selected_action": [sighting.pk]}
    answer = signed_in().post(reverse("admin:identity_sighting_changelist"), form, follow=True)
    assert "1 not: two people are as similar" in answer.content.decode()
    sighting.refresh_from_db()
    assert sighting.outcome == Outcome.REVIEW


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        pytest.param("hr", True, id="who may see photos compares them"),
        pytest.param("security", False, id="others see the names alone"),
    ],
)
def test_a_photo_of_each_stands_beside_the_name(
    engine: ScriptedEngine, role: str, shown: bool
) -> None:
    enrolled = []
    for person in twins():
        photo = services.request_enrolment(employee=person, picture=make_picture(), caller=None)
        engine.enrolment = partial(Enrolled, f"face-{photo.pk}", "1")
        services.enrol_photo(photo.pk)
        enrolled.append(photo)
    tied(engine)
    card = signed_in(role).get(reverse(REVIEW)).content.decode()
    links = [reverse("enrolment-photo", args=[photo.uuid]) for photo in enrolled]
    assert [link in card for link in links] == [shown, shown]
