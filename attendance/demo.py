"""A month of badges at the demo's turnstile, from which the real rules derive the days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction

from attendance.demo_days import Swipe, swipes_of
from attendance.demo_desk import use_the_desk
from attendance.demo_roster import make_roster, works_at_night
from attendance.models import Holiday, Leave, Shift
from attendance.services import derive_dirty_days, record_punches
from attendance.vocabulary import Leave as Part
from factory.core import clock
from factory.ops.demo_history import SUNDAY, days_until, moment
from factory.ops.demo_users import demo_user
from factory.sites.models import Role, Site
from identity.demo import demo_staff
from identity.models import Employee, Identifier


def seed(site: Site, *, days: int) -> None:
    """Roster the demo's people and tell their history, once: a site that has shifts is left alone.

    All of it or nothing, in one transaction.
    """
    staff = demo_staff(site)
    if not staff or Shift.objects.filter(site=site).exists():
        return
    now, hr = clock.now(), demo_user(Role.HR)
    history = days_until(now, days=days, zone=site.zone)
    with transaction.atomic():
        with clock.as_of(min(moment(history[0], 0, site.zone), now)):
            make_roster(site=site, staff=staff, history=history, caller=hr)
        _report(site, _swipes(site, staff, history))
        derive_dirty_days(site_id=site.pk)
        use_the_desk(site=site, history=history)


def _swipes(site: Site, staff: Sequence[Employee], history: Sequence[date]) -> list[Swipe]:
    badges = dict(Identifier.objects.filter(site=site).values_list("employee_id", "value"))
    parts, closed = (
        _leaves(site),
        set(Holiday.objects.filter(site=site).values_list("day", flat=True)),
    )
    working = [day for day in history if day.weekday() != SUNDAY and day not in closed]
    return [
        swipe
        for employee in staff
        for day in working
        if day >= (employee.joined_on or day) and parts.get((employee.pk, day)) != Part.FULL
        for swipe in swipes_of(
            badges[employee.pk],
            day,
            site.zone,
            at_night=works_at_night(employee),
            leave=parts.get((employee.pk, day), Part.NONE),
        )
    ]


def _leaves(site: Site) -> Mapping[tuple[int, date], Part]:
    return {
        (leave.employee_id, leave.from_date + timedelta(days=number)): Part(leave.part)
        for leave in Leave.objects.filter(site=site)
        for number in range((leave.to_date - leave.from_date).days + 1)
    }


def _report(site: Site, swipes: Iterable[Swipe]) -> None:
    """Have the turnstile report each day's swipes when the day is over, and today's now."""
    now, by_day = clock.now(), defaultdict(list)
    for swipe in swipes:
        if swipe.at <= now:
            by_day[swipe.at.astimezone(site.zone).date()].append(swipe)
    for day, told in sorted(by_day.items()):
        rows = [
            {"badge": one.badge, "at": one.at.isoformat(), "direction": one.direction.value}
            for one in told
        ]
        with clock.as_of(min(moment(day + timedelta(days=1), 0, site.zone), now)):
            record_punches(site=site, rows=rows)
