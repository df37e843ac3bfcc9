"""Flagged days wait until somebody finds them right, and again when they come out otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, DayReview
from attendance.selectors.reviews import review_queue, with_punches
from factory.core.errors import Refused
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import (
    assign,
    check_in,
    check_out,
    day_of,
    make_employee,
    make_shift,
    utc,
)
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
LATER = utc("2026-03-05 12:00")


def forgotten(site: Site, **fields: Any) -> tuple[Employee, AttendanceDay]:
    """Return somebody who forgot to clock out, and the day that a rule has closed."""
    worker = make_employee(site, **fields)
    assign(worker, make_shift(site), DAY, DAY)
    with time_machine.travel(LATER, tick=False):
        check_in(worker, at=utc("2026-03-02 08:00"))
    return worker, day_of(worker, DAY)


def test_an_approved_day_leaves_the_queue_and_stays_out() -> None:
    site = default_site()
    worker, day = forgotten(site)
    assert (day.needs_review, day.reasons) == (True, ["MISSED_CHECK_OUT"])
    hr = make_user((site, Role.HR))
    assert services.review_days(days=[day], caller=hr, note="Seen by the guard.") == 1
    assert services.review_days(days=[day], caller=hr) == 0
    with time_machine.travel(LATER, tick=False):
        services.derive_days(site=site, employee_ids=[worker.pk], first=DAY, last=DAY)
    again = day_of(worker, DAY)
    assert (again.flagged_for_review, again.needs_review) == (True, False)
    AttendanceDay.objects.all().delete()
    with time_machine.travel(LATER, tick=False):
        services.derive_days(site=site, employee_ids=[worker.pk], first=DAY, last=DAY)
    assert not day_of(worker, DAY).needs_review
    assert DayReview.objects.get().note == "Seen by the guard."


def test_a_day_that_comes_out_otherwise_waits_again() -> None:
    site = default_site()
    worker, day = forgotten(site)
    services.review_days(days=[day], caller=make_user((site, Role.HR)))
    with time_machine.travel(LATER, tick=False):
        check_in(worker, at=utc("2026-03-02 07:50"))
    assert day_of(worker, DAY).needs_review
    with time_machine.travel(LATER, tick=False):
        check_out(worker, at=utc("2026-03-02 17:00"))
    assert not day_of(worker, DAY).needs_review


def test_nobody_approves_their_own_day() -> None:
    site = default_site()
    hr = make_user((site, Role.HR))
    _, day = forgotten(site, user=hr)
    with pytest.raises(Refused, match="Somebody else"):
        services.review_days(days=[day], caller=hr)
    assert not DayReview.objects.exists()


def test_the_queue_is_narrowed_and_shows_what_is_behind() -> None:
    site = default_site()
    _, day = forgotten(site, department="Paint")
    forgotten(site, department="Stores")
    assert review_queue(site).count() == 2
    assert list(review_queue(site, department="Paint")) == [day]
    assert list(review_queue(site, shift_id=day.shift_id)) == [day]
    assert review_queue(site, month=date(2026, 3, 1)).count() == 2
    assert review_queue(site, month=date(2026, 2, 1)).count() == 0
    assert review_queue(site, reason="MISSED_CHECK_OUT").count() == 2
    assert review_queue(site, reason="LONG_SPAN").count() == 0
    [shown] = with_punches(site, [day])
    assert [punch.at for punch in shown.punches] == [utc("2026-03-02 08:00")]
    assert shown.reasons == ["Nobody saw them leave; a rule supplied the check-out."]
