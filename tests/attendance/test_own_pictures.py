"""Faces make punches: who is shown neither says so, nor sends the picture of yesterday, alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from attendance import services
from attendance.models import Punch
from factory.audit.models import Entry
from factory.core.errors import Refused
from factory.core.models import User
from factory.sites.models import Role
from identity import services as identity
from identity.models import Decision, Employee, Sighting
from identity.services import Saying
from tests.architecture.forms import filled
from tests.attendance.builders import assign, day_of, make_employee, make_shift, utc
from tests.attendance.test_intake import decide, sighting
from tests.builders import client_of, default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY, CAME = date(2026, 3, 2), utc("2026-03-02 08:00")


@pytest.fixture(autouse=True)
def _two_days_later() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


@pytest.fixture
def hr() -> User:
    return make_user((default_site(), Role.HR))


@pytest.fixture
def own(hr: User) -> Employee:
    worker = make_employee(default_site(), user=hr)
    assign(worker, make_shift(default_site()), DAY, DAY)
    identity.record_consent(
        employee=worker,
        version="1",
        evidence="paper",
        caller=None,
        given_at=CAME - timedelta(days=30),
    )
    return worker


def seen(**fields: object) -> Sighting:
    found = sighting(default_site(), at=CAME)
    Sighting.objects.filter(pk=found.pk).update(state="done", outcome="UNKNOWN", **fields)
    found.refresh_from_db()
    return found


def test_nobody_says_that_a_sighting_shows_them(hr: User, own: Employee) -> None:
    shown = seen()
    answer = client_of(hr).post(
        f"/api/v1/sightings/{shown.uuid}/decision", {"word": "named", "employee": own.pk}
    )
    assert answer.status_code == 403, answer.content
    assert answer.json()["type"].endswith("four-eyes")
    assert not Decision.objects.exists()
    assert Entry.objects.get(act="refused-decide").who == hr
    colleague = make_user((default_site(), Role.HR))
    saying = Saying(Decision.Word.NAMED, own)
    identity.decide(sighting=shown, saying=saying, caller=colleague)
    services.take_decisions()
    assert day_of(own, DAY).first_in == CAME


def test_nobody_says_that_it_was_not_them_nor_takes_back_who_said_so(
    hr: User, own: Employee
) -> None:
    shown, colleague = seen(), make_user((default_site(), Role.HR))
    decision = identity.decide(
        sighting=shown, saying=Saying(Decision.Word.NAMED, own), caller=colleague
    )
    nobody = Saying(Decision.Word.NOBODY)
    with pytest.raises(Refused, match="Somebody else says which sightings show you"):
        identity.decide(sighting=shown, saying=nobody, caller=hr)
    assert decision.act is not None
    with pytest.raises(Refused, match="Somebody else"):
        identity.undo(act=decision.act, decisions=Decision.objects.all(), caller=hr)
    assert Decision.objects.standing().get() == decision


@pytest.mark.parametrize(
    ("hours", "outcome"),
    [pytest.param(0, "STORED", id="at once"), pytest.param(20, "SUSPECT", id="the next day")],
)
def test_a_picture_of_oneself_sent_later_waits_for_somebody_else(
    hours: int, outcome: str, hr: User, own: Employee
) -> None:
    shown = seen(reported_by=hr, created_at=CAME + timedelta(hours=hours))
    decide(shown, own)
    services.take_decisions()
    punch = Punch.objects.get()
    assert punch.outcome == outcome
    if outcome == "SUSPECT":
        assert punch.reason == "They sent the picture of it themselves, later."
        with pytest.raises(Refused):
            services.accept_punch(punch=punch, reason="mine", caller=hr)
        colleague = make_user((default_site(), Role.HR))
        services.accept_punch(punch=punch, reason="Seen at the gate.", caller=colleague)
    assert day_of(own, DAY).first_in == CAME


def test_a_picture_that_somebody_else_sent_counts(own: Employee) -> None:
    guard = make_user((default_site(), Role.SECURITY))
    decide(seen(reported_by=guard, created_at=CAME + timedelta(hours=20)), own)
    services.take_decisions()
    assert Punch.objects.get().outcome == "STORED"


def test_ones_own_record_is_changed_by_others_in_the_admin(hr: User, own: Employee) -> None:
    page = Client()
    page.force_login(hr, "factory.sites.backends.SiteRoleBackend")
    url = reverse("admin:identity_employee_change", args=[own.pk])
    form = filled(page.get(url))
    assert page.post(url, form | {"phone": "+91 80 1"}).status_code == 302
    answer = page.post(url, form | {"joined_on": "2026-03-03"}, follow=True)
    assert "Somebody else changes your own department" in answer.content.decode()
    own.refresh_from_db()
    assert (own.phone, own.joined_on) == ("+91 80 1", None)
    assert Entry.objects.get(act="refused-change-employee").who == hr
