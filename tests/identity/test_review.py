"""Review: one stranger is one group, and one click is one act."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from factory.audit.models import Entry
from factory.core.leases import State
from factory.evidence.models import Snapshot
from factory.evidence.services import store
from identity import services
from identity.models import Decision, NotThisPerson, Outcome, Sighting, Stranger
from identity.selectors.review import MOST_PICTURES
from tests.builders import default_site, make_site, make_user
from tests.identity.builders import make_employee, make_sighting
from tests.identity.reviewing import REVIEW, groups, say, shown, signed_in, unknown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketches")]


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
