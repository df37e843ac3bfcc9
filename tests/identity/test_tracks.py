"""One track, one answer, one to three searches, whoever sends the looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factory.core import clock
from factory.core.leases import State
from identity import services
from identity.engines.base import Found, Unusable
from identity.models import Decision, Outcome, Sighting, Stranger
from tests.builders import default_site
from tests.identity.builders import (
    MORNING,
    ScriptedEngine,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db


def look(track: str, seconds: float) -> Sighting:
    sighting = make_sighting(
        default_site(), track_id=track, captured_at=MORNING + timedelta(seconds=seconds)
    )
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting


def test_several_looks_vote_and_one_answer_stands(engine: ScriptedEngine) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    make_template(bob, "face-b")
    engine.script = sees("face-a", 90)
    unsure, saved = look("t1", 0), look("t1", 0.2)
    assert [(s.outcome, s.employee, s.searched) for s in (unsure, saved)] == [
        ("REVIEW", ada, True),
        ("REVIEW", ada, False),
    ]
    engine.script = sees("face-a", 99)
    assert look("t1", 1).outcome == Outcome.MATCHED
    assert set(Sighting.objects.values_list("outcome", "employee")) == {("MATCHED", ada.pk)}
    engine.script = sees("face-b", 90)
    look("t2", 0)
    engine.script = sees("face-a", 99)
    contested = look("t2", 1)
    assert (contested.outcome, contested.employee) == (Outcome.REVIEW, ada)
    assert "do not agree" in contested.reason


def test_a_stranger_for_a_minute_costs_three_searches(engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site()))
    looks = [look("t1", tenth / 10) for tenth in range(0, 600, 4)]
    assert engine.searches == 3
    assert {s.outcome for s in looks} == {Outcome.UNKNOWN}
    assert sum(s.searched for s in looks) == 3
    look("t1", 660)
    assert engine.searches == 4, "after ten minutes it may be somebody else"


def test_a_track_without_a_face_costs_three_searches_a_minute(engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site()))
    engine.script = lambda: Unusable("NO_FACE", "nothing there")
    looks = [look("t1", second) for second in range(60)]
    assert engine.searches == 3
    assert {s.outcome for s in looks} == {Outcome.NO_FACE}
    look("t1", 65)
    assert engine.searches == 4, "somebody may turn round"


def test_an_old_number_of_a_track_names_nobody_who_came_hours_before(
    engine: ScriptedEngine,
) -> None:
    make_template(make_employee(default_site()), "face-a")
    engine.script = sees("face-a", 99)
    look("5", 4 * 3600)
    engine.script = lambda: Found((), "1")
    assert look("5", 0).outcome == Outcome.UNKNOWN
    assert engine.searches == 2


def test_a_match_settles_no_look_of_hours_later(engine: ScriptedEngine) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    engine.script = sees("face-a", 90)
    later = look("5", 4 * 3600)
    engine.script = sees("face-a", 99)
    look("5", 0)
    later.refresh_from_db()
    assert later.outcome == Outcome.REVIEW


def test_whom_the_vote_outdid_is_no_answer_any_more(engine: ScriptedEngine) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    make_template(bob, "face-b")
    for second, (face, similarity) in enumerate((("face-b", 90), ("face-a", 96), ("face-a", 97))):
        engine.script = sees(face, similarity)
        look("9", 3 * second)
    answers = Sighting.objects.order_by("captured_at").values_list("employee", "similarity")
    assert list(answers) == [(ada.pk, None), (ada.pk, 96), (ada.pk, 97)]
    assert set(Sighting.objects.values_list("outcome", flat=True)) == {Outcome.MATCHED}


def test_looks_that_followed_an_unknown_one_follow_the_match(engine: ScriptedEngine) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    first, followed = look("t1", 0), look("t1", 0.1)
    engine.script = sees("face-a", 99)
    look("t1", 1)
    first.refresh_from_db()
    followed.refresh_from_db()
    assert (followed.outcome, followed.employee) == (Outcome.MATCHED, ada)
    assert first.outcome == Outcome.UNKNOWN, "the engine saw that this was not Ada"
    assert set(Decision.objects.values_list("by", flat=True)) == {"machine", "track"}


def test_what_a_person_said_of_a_look_is_not_overruled_by_the_track(engine: ScriptedEngine) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    engine.script = sees("face-a", 90)
    first = look("t1", 0)
    services.decide(sighting=first, saying=named(None), caller=None)
    engine.script = sees("face-a", 99)
    look("t1", 1)
    first.refresh_from_db()
    assert first.outcome == Outcome.UNKNOWN


def test_a_look_waits_while_an_earlier_one_is_searched(engine: ScriptedEngine) -> None:
    make_template(make_employee(default_site()))
    first, second = (make_sighting(default_site(), track_id="t1") for _ in range(2))
    soon = clock.now() + timedelta(seconds=30)
    Sighting.objects.filter(pk=first.pk).update(state=State.RUNNING, lease_until=soon)
    assert services.search_sighting(second.pk) == 1.0
    second.refresh_from_db()
    assert (engine.searches, second.state, second.attempts) == (0, State.PENDING, 0)
    assert services.search_sighting(make_sighting(default_site(), track_id="t2").pk) is None


def test_looks_of_one_track_are_one_stranger_without_a_sketch(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_template(make_employee(default_site()))
    first, saved = look("t1", 0), look("t1", 0.1)
    services.group_sighting(first.pk)
    monkeypatch.setattr("identity.services.strangers.sketch_of", lambda _picture: 1 / 0)
    services.group_sighting(saved.pk)
    assert Stranger.objects.get().sightings.count() == 2
