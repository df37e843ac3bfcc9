"""That it is not this person is remembered, and forgotten when that is taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from factory.core.memo import forget_all
from identity import services
from identity.models import Decision, NotThisPerson, Outcome, Sighting, Stranger
from identity.services import Saying
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    erase,
    make_employee,
    make_sighting,
    make_template,
    sees,
)
from tests.identity.reviewing import REVIEW, groups, say, searched, signed_in, unknown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketches")]


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
