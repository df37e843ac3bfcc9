"""What was said of a sighting is taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factory.evidence.models import Snapshot
from identity import services
from identity.models import Decision, Outcome
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)
from tests.identity.reviewing import groups, say, shown, signed_in, unknown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketches")]


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
