"""Days wait for what is likely somebody's face, and for decisions that are no punches yet."""

from __future__ import annotations

import pytest

from attendance import services
from attendance.models import Intake, Punch
from factory.core.leases import State
from factory.sites.models import Site
from identity.models import Employee, Outcome, Sighting
from identity.services.appending import append_decision
from tests.attendance.builders import utc
from tests.attendance.test_devices import ABSENT, EXPECTED, SILENT, at
from tests.attendance.test_waiting import looked_at, rostered, sighted
from tests.builders import default_site

pytestmark = pytest.mark.django_db


def likely(site: Site, who: Employee, clock: str = "02 07:58") -> Sighting:
    """Return a face that is likely somebody's, as a person has to say."""
    return sighted(site, clock, state=State.DONE, outcome=Outcome.REVIEW, employee=who)


def test_whoever_was_likely_seen_waits_for_the_word_of_a_person_and_nobody_else_does() -> None:
    site = default_site()
    with at("02 07:00"):
        worker, other = rostered(site), rostered(site)
    face = likely(site, worker)
    assert looked_at(worker, "02 21:01") == EXPECTED
    assert looked_at(other, "02 21:01") == ABSENT
    with at("02 21:30"):
        assert services.derive_due_days(site=site).total == 0
    Sighting.objects.filter(pk=face.pk).update(outcome=Outcome.UNKNOWN, employee=None)
    assert looked_at(worker, "02 21:31") == ABSENT


def test_nobody_says_anything_for_a_day_and_then_somebody_does() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    face = likely(site, worker)
    assert looked_at(worker, "03 21:01") == SILENT
    with at("03 21:02"):
        assert services.derive_due_days(site=site).same == 0
    Sighting.objects.filter(pk=face.pk).update(outcome=Outcome.UNKNOWN, employee=None)
    assert looked_at(worker, "04 09:00") == ABSENT


def test_the_face_of_another_day_holds_nothing_back() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    likely(site, worker, "01 12:00")
    assert looked_at(worker, "02 21:01") == ABSENT


def test_what_was_decided_a_moment_ago_is_a_punch_before_days_are_judged() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    with at("02 08:00"):
        face = sighted(site, "02 07:58", state=State.DONE, outcome=Outcome.MATCHED, employee=worker)
        append_decision(sighting=face, employee_id=worker.pk, by="machine", similarity=98.5)
    assert not Intake.objects.exists()
    assert looked_at(worker, "02 21:01") == ("PRESENT", ["MISSED_CHECK_OUT"])


def test_a_superseded_decision_voids_its_punch_also_where_that_was_kept_apart() -> None:
    site = default_site()
    with at("02 07:00"):
        worker, other = rostered(site), rostered(site)
        face = sighted(site, "01 08:00", state=State.DONE)
        Sighting.objects.filter(pk=face.pk).update(captured_at=utc("2025-03-01 08:00"))
        face.refresh_from_db()
        for person in (worker, other):
            append_decision(sighting=face, employee_id=person.pk, by="person", similarity=None)
            services.take_decisions()
    kept = Punch.objects.order_by("pk").values_list("employee", "outcome")
    assert list(kept) == [(worker.pk, "VOIDED"), (other.pk, "SUSPECT")]
