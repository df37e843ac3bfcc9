"""Pictures of the review enrol whom they show."""

from __future__ import annotations

import pytest

from factory.core.errors import Conflict, Invalid
from factory.evidence.models import Snapshot
from identity import services
from identity.models import Decision, Enrolment
from tests.builders import default_site, make_site
from tests.identity.builders import ScriptedEngine, erase, make_employee, make_template
from tests.identity.reviewing import say, searched, signed_in, unknown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketches")]


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
