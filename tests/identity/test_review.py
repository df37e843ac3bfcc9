"""Review: one stranger is one group, one click is one act, remembered and to be undone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from factory.audit.models import Entry
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from factory.core.memo import forget_all
from factory.evidence.models import Snapshot
from factory.evidence.services import store
from factory.sites.models import SiteSetting
from identity import selectors, services
from identity.likeness import Sketch
from identity.models import (
    Decision,
    Employee,
    Enrolment,
    NotThisPerson,
    Outcome,
    Sighting,
    Stranger,
)
from identity.selectors.review import MOST_PICTURES
from identity.services import Saying
from identity.site_settings import GROUP_STRANGERS
from tests.builders import client_of, default_site, make_site, make_user
from tests.identity.builders import (
    ScriptedEngine,
    erase,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db
SAY, REVIEW = "admin:identity_say", "admin:identity_review"


@pytest.fixture(autouse=True)
def sketches(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Sketch every picture as the first of this list says: eight bytes, alike or far apart."""
    drawn = [b"\0" * 8]
    monkeypatch.setattr(
        "identity.services.strangers.sketch_of", lambda _picture: Sketch("hash", drawn[0])
    )
    return drawn


def signed_in(role: str = "hr") -> Client:
    client = Client()
    user = make_user((default_site(), role))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def unknown(outcome: str = Outcome.UNKNOWN, employee: Employee | None = None) -> Sighting:
    """Return a sighting that nobody has named, put in its group."""
    sighting = make_sighting(default_site())
    Sighting.objects.filter(pk=sighting.pk).update(
        state=State.DONE, outcome=outcome, employee=employee, similarity=90
    )
    services.group_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting


def shown() -> set[tuple[str, Any]]:
    return set(Sighting.objects.values_list("outcome", "employee"))


def groups() -> list[selectors.Group]:
    return selectors.review_page(Sighting.objects.all(), 1)[0]


def say(client: Client, do: str, *sightings: Sighting, **form: Any) -> str:
    keys = [f"g{s.stranger_id}" if s.stranger_id else f"s{s.pk}" for s in sightings]
    data = {"do": do, "group": keys, "site": default_site().pk} | form
    return client.post(reverse(SAY), data, follow=True).content.decode()


def test_a_nul_in_a_typed_name_is_none(client: Client) -> None:
    """PostgreSQL refuses it even in a question."""
    ada, sighting = make_employee(default_site()), unknown()
    client.force_login(
        make_user((default_site(), "hr")), backend="factory.sites.backends.SiteRoleBackend"
    )
    say(client, "named", sighting, who=f"{ada.name}\0 ({ada.employee_code}\0)")
    assert shown() == {("MATCHED", ada.pk)}


def test_the_same_stranger_seen_ten_times_is_one_group(sketches: list[bytes]) -> None:
    for _ in range(10):
        unknown()
    sketches[0] = b"\xff" * 8
    unknown()
    found = groups()
    assert sorted(len(group.sightings) for group in found) == [1, 10]
    largest = max(found, key=lambda group: len(group.sightings))
    assert (len(largest.shown), largest.more) == (MOST_PICTURES, 10 - MOST_PICTURES)


def test_another_site_has_strangers_of_its_own() -> None:
    unknown()
    there = make_site()
    sighting = make_sighting(there)
    Sighting.objects.filter(pk=sighting.pk).update(state=State.DONE, outcome=Outcome.UNKNOWN)
    services.group_sighting(sighting.pk)
    assert Stranger.objects.count() == 2
    assert sighting.uuid.hex not in signed_in().get(reverse(REVIEW)).content.decode()
    assert signed_in().get(reverse(REVIEW), {"site": there.pk}).status_code == 404


def test_one_click_names_a_whole_group_and_undo_takes_it_back() -> None:
    person, client = make_employee(default_site(), name="Ada"), signed_in()
    looks = [unknown(), unknown()]
    page = say(client, "named", looks[0], who=f"Ada ({person.employee_code})")
    assert "2 done." in page
    assert shown() == {("MATCHED", person.pk)}
    assert set(Snapshot.objects.values_list("kind", flat=True)) == {Snapshot.Kind.FACE}
    act = Decision.objects.values_list("act", flat=True).distinct().get()
    assert groups() == []
    client.post(reverse("admin:identity_undo", args=[act]))
    assert shown() == {("UNKNOWN", None)}
    standing = Decision.objects.standing().values_list("employee", "word")
    assert set(standing) == {(None, "undone")}
    assert len(groups()) == 1
    assert client.post(reverse("admin:identity_undo", args=[act])).status_code == 302
    assert Decision.objects.count() == 4


def test_undo_gives_back_what_the_machine_had_said(engine: ScriptedEngine) -> None:
    person, other = make_employee(default_site()), make_employee(default_site())
    make_template(person, "face-1")
    sighting = make_sighting(default_site())
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    wrong = services.decide(sighting=sighting, saying=named(other), caller=None)
    assert wrong.act is not None
    services.undo(act=wrong.act, decisions=Decision.objects.all(), caller=None)
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == (Outcome.MATCHED, person)
    assert Decision.objects.standing().get().employee == person


def test_undo_names_nobody_whose_basis_has_ended_meanwhile(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    sighting = make_sighting(default_site())
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    wrong = services.decide(sighting=sighting, saying=named(None), caller=None)
    services.withdraw_consent(employee=person, caller=None)
    assert wrong.act is not None
    services.undo(act=wrong.act, decisions=Decision.objects.all(), caller=None)
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == (Outcome.UNKNOWN, None)
    assert "no basis" in sighting.reason
    assert Decision.objects.standing().get().employee is None


def test_a_later_word_is_not_undone_by_an_earlier_click() -> None:
    person, other = make_employee(default_site()), make_employee(default_site())
    sighting = unknown()
    first = services.decide(sighting=sighting, saying=named(other), caller=None)
    services.decide(sighting=sighting, saying=named(person), caller=None)
    assert first.act is not None
    assert services.undo(act=first.act, decisions=Decision.objects.all(), caller=None) == 0


def test_not_this_person_is_remembered(engine: ScriptedEngine) -> None:
    person = make_employee(default_site(), name="Ada")
    make_template(person, "face-1")
    client, sighting = signed_in(), unknown(Outcome.REVIEW, person)
    page = client.get(reverse(REVIEW)).content.decode()
    assert "Looks like <strong>Ada</strong> (90 %)" in page
    say(client, "not_them", sighting, likely=person.pk)
    assert NotThisPerson.objects.get().employee == person
    assert Sighting.objects.get().outcome == Outcome.UNKNOWN
    assert len(groups()) == 1, "still somebody to be named"
    # The machine is as sure as can be, and a person knows better.
    engine.script = sees("face-1", 99)
    again = make_sighting(default_site())
    services.search_sighting(again.pk)
    again.refresh_from_db()
    assert (again.outcome, again.employee) == (Outcome.UNKNOWN, None)
    assert "said before" in again.reason
    assert unknown(Outcome.REVIEW, person).employee is None


def searched(engine: ScriptedEngine, similarity: float, track: str = "") -> Sighting:
    engine.script = sees("face-1", similarity)
    sighting = make_sighting(default_site(), track_id=track)
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting


@pytest.fixture(params=[1, 0], ids=["grouping", "no grouping"])
def grouping(request: pytest.FixtureRequest) -> None:
    """Group strangers, or do not."""
    SiteSetting.objects.create(
        site=default_site(),
        name=GROUP_STRANGERS.name,
        value=request.param,
        since=clock.now() - timedelta(days=1),
    )
    forget_all()


@pytest.mark.parametrize("similarity", [99, 90], ids=["matched", "for review, not yet grouped"])
def test_not_this_person_is_remembered_of_a_face_that_is_in_no_group(
    engine: ScriptedEngine, similarity: float, grouping: None
) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    first = searched(engine, similarity)
    saying = Saying(Decision.Word.NOT_THEM, person)
    decision = services.decide(sighting=first, saying=saying, caller=None)
    assert NotThisPerson.objects.get().employee == person
    assert searched(engine, 99).outcome == Outcome.UNKNOWN
    services.sweep()
    assert NotThisPerson.objects.exists(), "the picture is still there"
    assert decision.act is not None
    services.undo(act=decision.act, decisions=Decision.objects.all(), caller=None)
    forget_all()
    assert not NotThisPerson.objects.exists()
    assert searched(engine, 99).outcome == Outcome.MATCHED


def test_a_track_does_not_say_again_what_a_person_denied(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    first, followed = searched(engine, 99, "t1"), searched(engine, 99, "t1")
    assert followed.outcome == Outcome.MATCHED
    saying = Saying(Decision.Word.NOT_THEM, person)
    services.decide(sighting=first, saying=saying, caller=None)
    assert searched(engine, 99, "t1").outcome == Outcome.UNKNOWN


def test_what_is_remembered_of_a_matched_face_goes_with_the_person_it_was_named(
    engine: ScriptedEngine, grouping: None
) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    first = searched(engine, 99)
    services.decide(sighting=first, saying=Saying(Decision.Word.NOT_THEM, person), caller=None)
    erase(person)
    assert not Stranger.objects.exists()


def test_undoing_not_this_person_forgets_it(engine: ScriptedEngine, sketches: list[bytes]) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    sighting = unknown(Outcome.REVIEW, person)
    saying = Saying(Decision.Word.NOT_THEM, person)
    decision = services.decide(sighting=sighting, saying=saying, caller=None)
    assert decision.act is not None
    sketches[0] = b"\xff" * 8
    engine.script = sees("face-1", 99)
    somebody_else = make_sighting(default_site())
    services.search_sighting(somebody_else.pk)
    somebody_else.refresh_from_db()
    assert somebody_else.outcome == Outcome.MATCHED
    services.undo(act=decision.act, decisions=Decision.objects.all(), caller=None)
    assert not NotThisPerson.objects.exists()
    sighting.refresh_from_db()
    assert (sighting.outcome, sighting.employee) == (Outcome.REVIEW, person)


@pytest.mark.parametrize("word", ["visitor", "nobody"])
def test_visitors_and_nobody_leave_the_list(word: str) -> None:
    sighting = unknown()
    say(signed_in("security"), word, sighting)
    assert groups() == []
    decision = Decision.objects.get()
    assert (decision.word, decision.employee) == (word, None)


def test_deleting_takes_the_pictures_and_the_sketch_and_keeps_the_fact() -> None:
    sighting, kept = unknown(), unknown()
    path = Snapshot.objects.order_by("pk")[0].path
    Snapshot.objects.filter(pk=kept.snapshot_id or 0).update(legal_hold=True)
    page = say(signed_in(), "delete", sighting)
    assert "1 done." in page
    assert "kept for the law" in page
    assert not store().exists(path)
    sighting.refresh_from_db()
    assert sighting.snapshot is None
    assert Entry.objects.filter(act="delete-picture").count() == 1
    Snapshot.objects.all().delete()
    services.sweep()
    assert not Stranger.objects.exists()


def test_bulk_names_several_groups(sketches: list[bytes]) -> None:
    first = unknown()
    sketches[0] = b"\xff" * 8
    second = unknown()
    person = make_employee(default_site())
    say(signed_in(), "named", first, second, who=person.employee_code)
    assert Sighting.objects.filter(employee=person).count() == 2


def test_what_cannot_be_done_is_said() -> None:
    client, sighting = signed_in(), unknown()
    nobody = make_employee(default_site(), consent=False)
    assert "choose a name" in say(client, "named", sighting)
    assert "nobody called Zed" in say(client, "named", sighting, who="Zed")
    assert "No basis" in say(client, "named", sighting, who=nobody.employee_code)
    outsider = make_employee(make_site())
    assert "nobody called" in say(client, "named", sighting, who=outsider.employee_code)
    assert "Tick a group" in say(client, "visitor")
    assert "Choose what to do" in say(client, "fly", sighting)
    assert not Decision.objects.exists()


def test_a_click_is_about_the_looks_that_were_on_the_page() -> None:
    person, client = make_employee(default_site()), signed_in()
    shown_then = unknown()
    page = client.get(reverse(REVIEW)).content.decode()
    (until,) = set(re.findall(r'name="until" value="(\d+)"', page))
    late = unknown()
    assert late.stranger_id == shown_then.stranger_id
    say(client, "named", shown_then, who=person.employee_code, until=until)
    assert Decision.objects.get().sighting == shown_then
    assert [group.sightings for group in groups()] == [[late]]
    say(client, "visitor", late, until="9" * 30)
    assert groups() == []


def test_a_suggestion_is_answered_whatever_is_typed_beside_it() -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    first, second, third = (unknown(Outcome.REVIEW, ada) for _ in range(3))
    Sighting.objects.update(stranger=None)
    for sighting in (first, second, third):
        sighting.stranger_id = None
    typed = {"likely": ada.pk, "who": bob.employee_code}
    say(signed_in(), "yes", first, **typed)
    say(signed_in(), "not_them", second, **typed)
    say(signed_in(), "named", third, **typed)
    said = Decision.objects.order_by("pk").values_list("word", "employee")
    assert list(said) == [("named", ada.pk), ("not_them", None), ("named", bob.pk)]
    assert NotThisPerson.objects.get().employee == ada
    assert "choose a name" in say(signed_in(), "yes", unknown(), who=bob.employee_code)


def test_a_picture_is_enrolled_from_review_by_whoever_may() -> None:
    person = make_employee(default_site())
    guard = say(signed_in("security"), "named", unknown(), who=person.employee_code, enrol="1")
    assert "does not enrol" in guard
    say(signed_in("hr"), "named", unknown(), who=person.employee_code, enrol="1")
    assert Enrolment.objects.get().employee == person


def test_enrolling_from_a_picture_names_it_so_that_erasing_takes_it(engine: ScriptedEngine) -> None:
    person, sighting = make_employee(default_site()), unknown()
    services.enrol_sighting(sighting=sighting, employee=person, caller=None)
    services.enrol_sighting(sighting=sighting, employee=person, caller=None)
    assert Decision.objects.get().employee == person
    assert erase(person).snapshots == 1
    assert not Snapshot.objects.exists()


def test_what_the_search_named_is_not_named_again_for_an_enrolment(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    services.enrol_sighting(sighting=searched(engine, 99), employee=person, caller=None)
    assert Decision.objects.get().by == Decision.By.MACHINE


def test_a_picture_enrols_nobody_of_another_site_nor_without_a_basis() -> None:
    sighting, stranger_here = unknown(), make_employee(default_site(), consent=False)
    with pytest.raises(Invalid):
        services.enrol_sighting(sighting=sighting, employee=make_employee(make_site()), caller=None)
    with pytest.raises(Conflict):
        services.enrol_sighting(sighting=sighting, employee=stranger_here, caller=None)
    assert not Enrolment.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_who_may_not_review_sees_nothing(role: str) -> None:
    assert signed_in(role).get(reverse(REVIEW)).status_code == 403


def test_the_page_costs_the_same_however_much_waits(
    django_assert_max_num_queries: DjangoAssertNumQueries, sketches: list[bytes]
) -> None:
    for number in range(12):
        sketches[0] = bytes([number * 20]) * 8
        unknown()
    client = signed_in()
    with django_assert_max_num_queries(12):
        assert client.get(reverse(REVIEW)).status_code == 200


def test_the_api_says_the_same() -> None:
    api = client_of(make_user((default_site(), "hr")))
    person, sighting = make_employee(default_site()), unknown()
    address = reverse("sighting-decision", args=[sighting.uuid])
    assert api.post(address, {"word": "visitor"}).json()["word"] == "visitor"
    assert api.post(address, {"word": "named"}).status_code == 400
    assert api.post(address, {"employee": person.pk}).json()["employee"] == person.pk
    undo = reverse("sighting-undo", args=[sighting.uuid])
    assert api.post(undo).json() == {"undone": 1}
    enrol = reverse("sighting-enrol", args=[sighting.uuid])
    assert api.post(enrol, {"employee": person.pk}).status_code == 202
    photo = reverse("enrolment-photo", args=[Enrolment.objects.get().uuid])
    assert api.get(photo)["Content-Type"] == "image/jpeg"
    assert Entry.objects.filter(act="view-image").count() == 1
    Sighting.objects.update(state=State.FAILED, outcome=Outcome.FAILED)
    assert api.post(reverse("sighting-retry")).json() == {"retried": 1}


def test_a_wrong_match_is_set_right_on_its_own_page_and_taken_back(engine: ScriptedEngine) -> None:
    ada, bob = (make_employee(default_site(), name=name) for name in ("Ada", "Bob"))
    make_template(ada, "face-1")
    engine.script = sees("face-1")
    sighting, client = make_sighting(default_site()), signed_in()
    services.search_sighting(sighting.pk)
    page = reverse("admin:identity_sighting_change", args=[sighting.pk])
    text = client.get(page).content.decode()
    assert "Not Ada" in text
    assert "Take back" not in text
    form = {"sighting": sighting.pk, "site": default_site().pk, "likely": ada.pk}
    answer = client.post(reverse(SAY), form | {"do": "named", "who": f"Bob ({bob.employee_code})"})
    assert answer["Location"] == page
    assert shown() == {("MATCHED", bob.pk)}
    assert "Take back" in client.get(page).content.decode()
    act = Decision.objects.standing().get().act
    answer = client.post(reverse("admin:identity_undo", args=[act]), {"sighting": sighting.pk})
    assert (answer["Location"], shown()) == (page, {("MATCHED", ada.pk)})
    for word in ("nobody", "visitor", "not_them"):
        client.post(reverse(SAY), form | {"do": word})
        assert shown() == {("UNKNOWN", None)}
        client.post(reverse("admin:identity_undo", args=[Decision.objects.standing().get().act]))
        assert shown() == {("MATCHED", ada.pk)}


def test_a_sighting_of_another_site_is_not_set_right() -> None:
    there = make_site()
    sighting = make_sighting(there)
    Sighting.objects.update(state=State.DONE, outcome=Outcome.UNKNOWN)
    for number in (sighting.pk, "9" * 40, "x"):
        signed_in().post(reverse(SAY), {"sighting": number, "do": "nobody"})
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"do": "nobody", "group": "g" + "9" * 24}, "Tick a group first"),
        ({"do": "nobody", "group": "s" + "9" * 24}, "Tick a group first"),
        ({"do": "nobody", "until": "9" * 24}, "1 done."),
        ({"do": "nobody", "page": "9" * 5000}, "1 done."),
        ({"do": "named", "who": "x", "site": "9" * 40}, "nobody called x"),
        ({"do": "named", "who": "x", "site": "²"}, "nobody called x"),
        ({"do": "named", "likely": "9" * 40}, "Say first who it is"),
    ],
)
def test_a_number_that_no_row_has_is_no_row(form: dict[str, str], told: str) -> None:
    assert told in say(signed_in(), form.pop("do"), unknown(), **form)
