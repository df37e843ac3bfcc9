"""Who may be named by face, by a machine or by hand, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from factory.core import clock
from factory.core.errors import Conflict
from identity import services
from identity.leaving import working_day
from identity.models import Decision, Employee, Outcome, Sighting
from identity.services.bases import end_bases
from tests.builders import default_site
from tests.identity.builders import (
    ScriptedEngine,
    after,
    enrolled_person,
    give_consent,
    make_employee,
    make_picture,
    make_sighting,
    make_template,
    named,
    sees,
)

pytestmark = pytest.mark.django_db


def test_consent_withdrawn_while_the_engine_thinks_names_nobody(engine: ScriptedEngine) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())

    def withdrawing() -> object:
        services.withdraw_consent(employee=person, caller=None)
        return sees("face-1")()

    engine.script = withdrawing  # type: ignore[assignment]
    services.search_sighting(sighting.pk)
    row = after(sighting)
    assert (row.outcome, row.employee, row.similarity) == (Outcome.UNKNOWN, None, None)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("field", ["active", "biometric_alternative"])
def test_who_left_or_uses_a_badge_is_not_named(engine: ScriptedEngine, field: str) -> None:
    person, sighting = enrolled_person(), make_sighting(default_site())
    Employee.objects.update(**{field: field != "active"})
    engine.script = sees("face-1")
    services.search_sighting(sighting.pk)
    assert after(sighting).outcome == Outcome.UNKNOWN
    del person


@pytest.mark.parametrize(
    ("left", "outcome"),
    [
        pytest.param(date(2026, 3, 3), Outcome.MATCHED, id="on the last day"),
        pytest.param(date(2026, 3, 2), Outcome.MATCHED, id="as its night shift may end"),
        pytest.param(date(2026, 3, 1), Outcome.UNKNOWN, id="a day later"),
    ],
)
@pytest.mark.parametrize("minute", [1, -1])
def test_nobody_is_named_after_the_last_shift(
    engine: ScriptedEngine, left: date, outcome: str, minute: int
) -> None:
    """Also by hand, and by the day of the site, not of Greenwich."""
    person = enrolled_person()
    Employee.objects.update(left_on=left)
    engine.script = sees("face-1")
    # Four in the afternoon there: sixteen hours after the midnight that ended 2 March.
    late = datetime(2026, 3, 3, 10, 30, tzinfo=UTC) - timedelta(minutes=minute)
    if minute < 0 and left.day == 2:
        outcome = Outcome.UNKNOWN
    sighting = make_sighting(default_site(time_zone="Asia/Kolkata"), captured_at=late)
    services.search_sighting(sighting.pk)
    assert after(sighting).outcome == outcome
    if outcome == Outcome.UNKNOWN:
        with pytest.raises(Conflict):
            services.decide(sighting=sighting, saying=named(person), caller=None)


def test_who_has_left_is_not_offered_nor_enrolled(engine: ScriptedEngine) -> None:
    person, day = enrolled_person(), working_day(clock.now(), default_site().zone)
    Employee.objects.update(left_on=day)
    assert list(Employee.objects.recognisable()) == [person]
    Employee.objects.update(left_on=day - timedelta(days=1))
    assert not Employee.objects.recognisable().exists()
    with pytest.raises(Conflict):
        services.request_enrolment(employee=person, picture=make_picture(), caller=None)


FORGOTTEN: dict[str, dict[str, Any]] = {"badge": {"biometric_alternative": True}}


KEPT: dict[str, dict[str, Any]] = {"left": {"left_on": date(2026, 2, 1)}, "away": {"active": False}}


@pytest.mark.parametrize("state", [*FORGOTTEN, "withdrawn", "erasure at work", *KEPT])
@pytest.mark.parametrize("similarity", [99.0, 94.0, 81.0])
def test_only_the_sure_picture_of_who_is_to_be_forgotten_goes(
    engine: ScriptedEngine, state: str, similarity: float
) -> None:
    person = enrolled_person()
    Employee.objects.update(**(FORGOTTEN | KEPT).get(state, {}))
    if state == "withdrawn":
        end_bases(person, None)
    if state == "erasure at work":
        services.request_erasure(employee=person, caller=None)
        give_consent(person)
        Employee.objects.update(active=False)
    # Somebody else of the site may be named, or it is not searched at all.
    make_template(make_employee(default_site()), "face-2")
    engine.script = sees("face-1", similarity)
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    row = after(sighting)
    assert (row.outcome, row.employee) == (Outcome.UNKNOWN, None)
    goes = similarity == 99.0 and state not in KEPT
    assert (row.snapshot is None) == goes
    assert Sighting.objects.to_review().exists() != goes


def test_nobody_is_named_by_hand_without_a_basis(engine: ScriptedEngine) -> None:
    person, sighting = make_employee(default_site(), consent=False), make_sighting(default_site())
    with pytest.raises(Conflict) as caught:
        services.decide(sighting=sighting, saying=named(person), caller=None)
    assert caught.value.code == "search-under-way"
    services.search_sighting(sighting.pk)
    with pytest.raises(Conflict) as caught:
        services.decide(sighting=sighting, saying=named(person), caller=None)
    assert caught.value.code == "no-basis"


LONG_AGO = date(2020, 1, 1)


NOT_NAMEABLE: list[tuple[str, Callable[[Employee], object]]] = [
    ("inactive", lambda one: services.change_employee(employee=one, active=False)),
    ("without a basis", lambda one: end_bases(one, None)),
    ("by badge", lambda one: services.change_employee(employee=one, biometric_alternative=True)),
    ("who left long ago", lambda one: services.change_employee(employee=one, left_on=LONG_AGO)),
]


@pytest.mark.parametrize(
    "change", [row[1] for row in NOT_NAMEABLE], ids=[r[0] for r in NOT_NAMEABLE]
)
def test_nothing_is_asked_where_nobody_may_be_named(
    engine: ScriptedEngine, change: Callable[[Employee], object]
) -> None:
    person = enrolled_person()
    engine.script = sees("face-1")
    change(person)
    sighting = make_sighting(default_site())
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    assert (sighting.outcome, engine.searches) == ("UNKNOWN", 0)
    assert sighting.reason == "nobody is enrolled here who may be recognised"


def test_who_left_yesterday_may_have_been_seen_before(engine: ScriptedEngine) -> None:
    person = enrolled_person()
    yesterday = clock.now() - timedelta(days=1)
    services.change_employee(employee=person, left_on=yesterday.date())
    engine.script = sees("face-1")
    sighting = make_sighting(default_site(), captured_at=yesterday)
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    assert (sighting.employee, engine.searches) == (person, 1)


def test_the_shift_of_the_last_day_is_searched_beyond_midnight(engine: ScriptedEngine) -> None:
    person = enrolled_person()
    Employee.objects.update(left_on=date(2026, 3, 2))
    engine.script = sees("face-1")
    late = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    sighting = make_sighting(default_site(), captured_at=late)
    services.search_sighting(sighting.pk)
    assert (after(sighting).employee, engine.searches) == (person, 1)
