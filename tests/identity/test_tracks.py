"""One track, one answer, one to three searches, whoever sends the looks."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from factory.core import clock
from factory.core.leases import State
from identity import services
from identity.engines.base import Found, Unusable
from identity.likeness import EMBEDDING, Sketch
from identity.matching import Candidate
from identity.models import Decision, Outcome, Sighting, Stranger
from identity.selectors import review_page
from identity.services import Saying
from tests.builders import default_site, make_user
from tests.identity.builders import (
    MORNING,
    Script,
    ScriptedEngine,
    begun_beside,
    make_employee,
    make_picture,
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


def test_a_matched_track_is_searched_again_ten_minutes_after_its_search(
    engine: ScriptedEngine,
) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    engine.script = sees("face-a", 99)
    looks = [look("t1", 60 * minute) for minute in range(10)]
    assert engine.searches == 1
    assert {(s.outcome, s.employee) for s in looks} == {("MATCHED", ada)}
    engine.script = sees("face-of-nobody", 99)
    assert look("t1", 60 * 11).outcome != Outcome.MATCHED, "whoever it was, it may be somebody else"
    assert engine.searches == 2


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


def test_unknown_looks_and_those_that_followed_them_follow_the_match(
    engine: ScriptedEngine,
) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    first, followed = look("t1", 0), look("t1", 0.1)
    engine.script = sees("face-a", 99)
    look("t1", 1)
    first.refresh_from_db()
    followed.refresh_from_db()
    assert (followed.outcome, followed.employee) == (Outcome.MATCHED, ada)
    assert (first.outcome, first.employee) == (Outcome.MATCHED, ada)
    assert not Sighting.objects.to_review().exists(), "nobody is asked who is named already"
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


def sketched(monkeypatch: pytest.MonkeyPatch, *sketches: Sketch) -> None:
    """Sketch the pictures as given, one after the other."""
    drawn = iter(sketches)
    monkeypatch.setattr("identity.services.strangers.sketch_of", lambda _picture: next(drawn))


def test_looks_that_do_not_agree_are_one_group_to_review(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    make_template(bob, "face-b")
    sketched(monkeypatch, *(Sketch("hash", level * 8) for level in (b"\0", b"\xff", b"\xf0")))
    for second, (face, similarity) in enumerate([("face-b", 90), ("face-b", 90), ("face-a", 99)]):
        engine.script = sees(face, similarity)
        services.group_sighting(look("t1", second * 3).pk)
    assert set(Sighting.objects.values_list("outcome", flat=True)) == {"REVIEW"}
    (group,), _ = review_page(Sighting.objects.all(), 1)
    assert (len(group.sightings), group.likely) == (3, bob)


def face_at(distance: float) -> Sketch:
    """Return a face of which the first is so far away."""
    vector = np.zeros(128, dtype=np.float32)
    vector[0] = distance
    return Sketch(EMBEDDING, vector.tobytes())


@pytest.mark.parametrize(("distance", "groups"), [(0.4, 1), (0.65, 1), (0.75, 2)])
def test_a_track_that_went_over_to_somebody_else_is_not_one_group(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch, distance: float, groups: int
) -> None:
    make_template(make_employee(default_site()))
    sketched(monkeypatch, face_at(0), face_at(distance))
    for second in (0, 3):
        services.group_sighting(look("t1", second).pk)
    assert Stranger.objects.count() == groups


def test_two_looks_that_show_nobody_are_not_outdone_by_one_that_is_barely_sure(
    engine: ScriptedEngine,
) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    look("t1", 0), look("t1", 1)
    engine.script = sees("face-a", 95.1)
    contested = look("t1", 4)
    assert (contested.outcome, contested.employee) == (Outcome.REVIEW, ada)
    assert "do not agree" in contested.reason
    assert not Decision.objects.exists()
    assert (Sighting.objects.to_review().count(), engine.searches) == (3, 3)


def test_an_older_look_that_was_put_back_waits_for_a_newer_one_under_way(
    engine: ScriptedEngine,
) -> None:
    make_template(make_employee(default_site()))
    older, newer = (make_sighting(default_site(), track_id="t1") for _ in range(2))

    def meanwhile() -> Found | Unusable:
        assert services.search_sighting(older.pk) == 1.0
        return Found((), "1")

    engine.script = meanwhile
    services.search_sighting(newer.pk)
    assert engine.searches == 1
    older.refresh_from_db()
    assert (older.state, older.attempts) == (State.PENDING, 0)


def searched_at_once(engine: ScriptedEngine, first: Script, second: Script) -> list[Sighting]:
    """Return two looks of a track, the older of which is searched while the newer one is."""
    looks = [make_sighting(default_site(), track_id="t1") for _ in range(2)]

    def meanwhile() -> Found | Unusable:
        engine.script = first
        begun_beside(looks[1].pk)
        services.search_sighting(looks[0].pk)
        # Who took the older one's answer before the newer one came.
        looks.append(look("t1", 0.1))
        return second()

    engine.script = meanwhile
    services.search_sighting(looks[1].pk)
    for one in looks:
        one.refresh_from_db()
    assert engine.searches == 2
    return looks


def test_of_two_people_matched_at_once_neither_is_named(engine: ScriptedEngine) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    make_template(bob, "face-b")
    looks = searched_at_once(engine, sees("face-a"), sees("face-b"))
    assert [(one.outcome, one.employee) for one in looks] == [
        (Outcome.REVIEW, ada),
        (Outcome.REVIEW, bob),
        (Outcome.REVIEW, ada),
    ]
    assert all("do not agree" in one.reason for one in looks)
    standing = Decision.objects.standing().values_list("word", "by", "employee")
    assert list(standing) == [("undone", "track", None)] * 2
    assert Sighting.objects.to_review().count() == 3
    # A third look settles it.
    engine.script = sees("face-a")
    assert look("t1", 5).outcome == Outcome.MATCHED
    assert set(Sighting.objects.values_list("outcome", "employee")) == {("MATCHED", ada.pk)}


@pytest.mark.parametrize(
    ("found", "outcome"),
    [((), Outcome.MATCHED), ((Candidate("face-b", 85),), Outcome.REVIEW)],
    ids=["nobody", "somebody else"],
)
def test_a_look_searched_beside_a_match_takes_its_answer(
    engine: ScriptedEngine, found: tuple[Candidate, ...], outcome: str
) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    make_template(bob, "face-b")
    looks = searched_at_once(engine, sees("face-a"), lambda: Found(found, "1"))
    assert [one.outcome for one in looks] == [Outcome.MATCHED, outcome, Outcome.MATCHED]


@pytest.mark.parametrize("word", ["not_them", "named", "visitor"])
def test_looks_named_by_a_look_alone_are_not_when_a_person_says_otherwise(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    make_template(ada, "face-a")
    engine.script = sees("face-a")
    searched, *followers = (look("t1", second) for second in range(3))
    saying = Saying(word, {"not_them": ada, "named": bob}.get(word))
    decision = services.decide(sighting=searched, saying=saying, caller=None)
    for one in followers:
        one.refresh_from_db()
        assert (one.outcome, one.employee) == (Outcome.UNKNOWN, None)
        assert one.decisions.standing().get().employee is None
    assert decision.act is not None
    assert services.undo(act=decision.act, decisions=Decision.objects.all(), caller=None) == 3
    assert set(Sighting.objects.values_list("outcome", "employee")) == {("MATCHED", ada.pk)}


def test_what_is_said_of_a_look_that_followed_is_said_of_it_alone(engine: ScriptedEngine) -> None:
    ada = make_employee(default_site())
    make_template(ada, "face-a")
    engine.script = sees("face-a")
    _, follower, other = (look("t1", second) for second in range(3))
    services.decide(sighting=follower, saying=named(None), caller=None)
    other.refresh_from_db()
    assert other.outcome == Outcome.MATCHED


def test_tracks_of_two_people_who_report_without_a_camera_are_two(engine: ScriptedEngine) -> None:
    site = default_site()
    make_template(make_employee(site), "face-a")
    outcomes = []
    for script in (sees("face-a"), lambda: Found((), "1")):
        engine.script = script
        guard = make_user((site, "security"))
        for _ in range(2):
            sighting = services.take_report(
                site=site, picture=make_picture(), caller=guard, track_id="1"
            )
            services.search_sighting(sighting.pk)
            sighting.refresh_from_db()
            outcomes.append(sighting.outcome)
    assert outcomes == ["MATCHED", "MATCHED", "UNKNOWN", "UNKNOWN"]
    assert engine.searches in (2, 3)
