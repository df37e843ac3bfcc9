"""No look keeps a name by a track on which that name does not stand, whatever breaks off or meets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from identity import services
from identity.models import Decision, Employee, Outcome, Sighting
from identity.services import Saying, decisions, settling, track_answers
from tests.builders import default_site
from tests.identity.builders import (
    MORNING,
    ScriptedEngine,
    begun_beside,
    make_employee,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The process ends here."""


def crash(*_args: object, **_kwargs: object) -> None:
    raise Crash


def seen(seconds: float) -> Sighting:
    at = MORNING + timedelta(seconds=seconds)
    return make_sighting(default_site(), track_id="t1", captured_at=at)


def look(seconds: float) -> Sighting:
    sighting = seen(seconds)
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting


def answers() -> list[tuple[str, int | None]]:
    return list(Sighting.objects.order_by("pk").values_list("outcome", "employee"))


@pytest.fixture
def ada(engine: ScriptedEngine) -> Employee:
    person = make_employee(default_site())
    make_template(person, "face-a")
    engine.script = sees("face-a")
    return person


def contest(engine: ScriptedEngine) -> None:
    """Search a look that shows Bob while others of the track are matched to Ada."""
    make_template(make_employee(default_site()), "face-b")
    first, second, third = (seen(second) for second in range(3))

    def thinking() -> Any:
        engine.script = sees("face-a")
        begun_beside(third.pk)
        services.search_sighting(first.pk)
        services.search_sighting(second.pk)
        return sees("face-b")()

    engine.script = thinking
    services.search_sighting(third.pk)


def test_a_crash_at_a_contest_leaves_no_follower_of_who_was_taken_back(
    engine: ScriptedEngine, ada: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "take_followers_back", crash)
    with pytest.raises(Crash):
        contest(engine)
    assert answers() == [("MATCHED", ada.pk), ("MATCHED", ada.pk), ("", None)]
    assert not Decision.objects.filter(word=Decision.Word.UNDONE).exists()


def test_a_contest_takes_followers_back_with_whom_they_followed(
    engine: ScriptedEngine, ada: Employee
) -> None:
    contest(engine)
    assert {outcome for outcome, _ in answers()} == {Outcome.REVIEW}
    standing = Decision.objects.standing().values_list("word", "by", "employee")
    assert list(standing) == [("undone", "track", None)] * 2


def test_a_crash_at_a_decision_leaves_no_follower_of_who_was_denied(
    ada: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = look(0), look(1)
    monkeypatch.setattr(decisions, "deny_followers", crash)
    with pytest.raises(Crash):
        services.decide(sighting=first, saying=Saying("visitor"), caller=None)
    assert answers() == [("MATCHED", ada.pk)] * 2


def test_a_take_back_reaches_those_that_followed_a_follower(ada: Employee) -> None:
    first, *others = (look(minutes * 60) for minutes in (0, 3, 6, 9))
    # As they once followed each other, each within the quiet time of the one before.
    for number, other in enumerate(others, 1):
        at = first.captured_at + timedelta(minutes=9 * number)
        Sighting.objects.filter(pk=other.pk).update(captured_at=at)
    decision = services.decide(sighting=first, saying=Saying("not_them", ada), caller=None)
    assert answers() == [(Outcome.UNKNOWN, None)] * 4
    assert {one.before["outcome"] for one in Decision.objects.standing()} == {"MATCHED"}
    former = Decision.objects.exclude(superseded_at=None)
    assert all(one.superseded_by.sighting_id == one.sighting_id for one in former)
    assert decision.act is not None
    assert services.undo(act=decision.act, decisions=Decision.objects.all(), caller=None) == 4
    assert answers() == [("MATCHED", ada.pk)] * 4


def test_who_is_denied_again_after_a_take_back_is_denied_for_the_followers(ada: Employee) -> None:
    first, _ = look(0), look(1)
    denial = Saying("not_them", ada)
    said = services.decide(sighting=first, saying=denial, caller=None)
    assert said.act is not None
    services.undo(act=said.act, decisions=Decision.objects.all(), caller=None)
    services.decide(sighting=first, saying=denial, caller=None)
    assert answers() == [(Outcome.UNKNOWN, None)] * 2


def test_what_followed_a_name_that_a_person_takes_back_has_none(
    engine: ScriptedEngine, ada: Employee
) -> None:
    engine.script = sees("face-of-nobody")
    first = look(0)
    said = services.decide(sighting=first, saying=named(ada), caller=None)
    assert look(1).employee == ada
    assert said.act is not None
    services.undo(act=said.act, decisions=Decision.objects.all(), caller=None)
    assert {person for _, person in answers()} == {None}
    assert Sighting.objects.to_review().count() == 2


@pytest.mark.parametrize("searched", [False, True], ids=["saved", "unsure"])
def test_a_look_takes_no_name_that_is_taken_back_meanwhile(
    engine: ScriptedEngine, ada: Employee, monkeypatch: pytest.MonkeyPatch, searched: bool
) -> None:
    """What a person says between the look at the track and the naming counts."""
    place: Any = track_answers if searched else settling
    asked = place.is_recognisable_locked
    unsure = seen(0)
    if searched:
        engine.script = sees("face-a", 90)
        services.search_sighting(unsure.pk)
        engine.script = sees("face-a")
        match = seen(1)
    else:
        match = look(1)

    def meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(place, "is_recognisable_locked", asked)
        services.decide(sighting=match, saying=Saying("not_them", ada), caller=None)
        return asked(*args)

    monkeypatch.setattr(place, "is_recognisable_locked", meanwhile)
    services.search_sighting(match.pk if searched else unsure.pk)
    unsure.refresh_from_db()
    assert unsure.outcome == Outcome.REVIEW
    assert not unsure.decisions.filter(employee=ada).exists()
