"""Flagged days wait until somebody finds them right, and again when they come out otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, DayReview
from attendance.selectors.reviews import review_queue, with_punches
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


def reviewed(*shown: AttendanceDay, **values: Any) -> services.Reviewed:
    """Approve days as they were shown."""
    seen = services.read_tokens(map(services.seen_token, shown))
    return services.review_days(days=shown, seen=seen, **values)


def test_an_approved_day_leaves_the_queue_and_stays_out() -> None:
    site = default_site()
    worker, day = forgotten(site)
    assert (day.needs_review, day.reasons) == (True, ["MISSED_CHECK_OUT"])
    hr = make_user((site, Role.HR))
    assert reviewed(day, caller=hr, note="Seen by the guard.").done == 1
    assert reviewed(day, caller=hr).done == 0
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
    assert reviewed(day, caller=make_user((site, Role.HR))).done == 1
    with time_machine.travel(LATER, tick=False):
        check_in(worker, at=utc("2026-03-02 07:50"))
    assert day_of(worker, DAY).needs_review
    with time_machine.travel(LATER, tick=False):
        check_out(worker, at=utc("2026-03-02 17:00"))
    assert not day_of(worker, DAY).needs_review


def test_nobody_approves_their_own_day_and_the_others_are() -> None:
    site = default_site()
    hr = make_user((site, Role.HR))
    (_, own), (_, other) = forgotten(site, user=hr), forgotten(site)
    found = reviewed(own, other, caller=hr)
    [(row, error)] = found.refused
    assert (found.done, row, error.code) == (1, own, "four-eyes")
    assert [one.employee_id for one in DayReview.objects.all()] == [other.employee_id]


def test_what_has_come_out_otherwise_since_it_was_shown_is_not_approved() -> None:
    site = default_site()
    worker, shown = forgotten(site)
    _, other = forgotten(site)
    with time_machine.travel(LATER, tick=False):
        check_in(worker, at=utc("2026-03-02 07:50"))
    now = day_of(worker, DAY)
    found = reviewed(shown, other, caller=make_user((site, Role.HR)))
    [(row, error)] = found.refused
    assert (found.done, row, error.code) == (1, now, "changed")
    now.refresh_from_db()
    assert now.needs_review


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
