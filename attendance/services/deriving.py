"""Days derived anew and stored: only what differs is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from attendance.closing import phase_of
from attendance.day_facts import DayFacts, DerivedDay
from attendance.material import Material
from attendance.models import AttendanceDay, DayReview, StrayPunch
from attendance.models.days import VIEW
from attendance.selectors.chains import days_around
from attendance.selectors.site_books import site_book
from attendance.selectors.timelines import material_of
from attendance.services.differing import WRITTEN, Watch, differs, tell
from attendance.services.repetitions import store_repetitions
from attendance.services.unreadable import tell_of
from attendance.timelines import Timeline
from factory.alerts.events import publish
from factory.core import clock
from factory.sites.models import Site
from identity.models import Employee

_ZONES_APART = timedelta(hours=26)
"""So much later it is the same time of day in the last zone than in the first."""
_DERIVED = [field.name for field in fields(DerivedDay)]
Place = tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class Changes:
    """What storing did to the days: how many rows are new, differ, are gone, or are as before.

    ``set_aside`` are the people whose days could not be derived.
    """

    created: int = 0
    changed: int = 0
    deleted: int = 0
    same: int = 0
    set_aside: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))

    @property
    def total(self) -> int:
        return self.created + self.changed + self.deleted


@transaction.atomic
def derive_days(
    *,
    site: Site,
    employee_ids: Collection[int],
    first: date,
    last: date,
    touched: bool = False,
    now: datetime | None = None,
    watch: Watch | None = None,
) -> Changes:
    """Derive the days from first to last of some employees and store them. Safe to repeat.

    Where shifts that came with punches overlap in a chain, the days that hang on these are derived as
    well: they come out alike, whatever the span. ``touched`` says that the days are marked ones, a day
    on either side of a change, and derives all that such a change may reach. ``watch`` is told of each
    day that was changed.

    The employees are locked, so that of two workers the later one sees what the earlier one saw.
    """
    employees = locked_employees(site, employee_ids)
    book = site_book(site.pk, site.time_zone)
    if book.spoilt.offs:
        tell_of(site.pk, book.spoilt)
    days = days_around(site, book, employee_ids, first, last, touched=touched)
    material = material_of(site, book, employees, days)
    moment = now or clock.now()
    return store_days(
        site=site, material=material, first=days.first, last=days.last, now=moment, watch=watch
    )


def locked_employees(site: Site, employee_ids: Collection[int]) -> list[Employee]:
    """Return employees of the site, locked in one order until the transaction ends."""
    rows = Employee.objects.filter(site=site, pk__in=employee_ids).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def store_days(
    *,
    site: Site,
    material: Iterable[Material],
    first: date,
    last: date,
    now: datetime,
    watch: Watch | None = None,
) -> Changes:
    """Store the days that the material makes, within the caller's transaction and locks."""
    material = list(material)
    timelines = {one.employee_id: one.timeline(now, first=first, last=last) for one in material}
    wanted = {
        (row.employee_id, row.start): row
        for pk, timeline in timelines.items()
        for row in _rows(site, pk, timeline, now)
    }
    _store_strays(site, timelines, first, last)
    answered = frozenset().union(*(one.answered_duplicate for one in material))
    store_repetitions(site, timelines.values(), answered, first, last)
    known = {
        (row.employee_id, row.start): row
        for row in AttendanceDay.objects.filter(employee_id__in=timelines, day__range=(first, last))
    }
    return _written(site, wanted, known, watch)


def _rows(
    site: Site, employee_id: int, timeline: Timeline, now: datetime
) -> Iterable[AttendanceDay]:
    today = now.astimezone(site.zone).date()
    for facts, day in timeline.days:
        # Days to come are not rows yet, unless somebody has come before midnight.
        if day is not None and (day.day <= today or day.last_seen is not None):
            yield _row(site, employee_id, facts, day, now)


def _row(
    site: Site, employee_id: int, facts: DayFacts, day: DerivedDay, now: datetime
) -> AttendanceDay:
    occurrence = facts.occurrence
    phase = phase_of(occurrence.closes, reported_until=facts.reported_until, now=now)
    values = {name: getattr(day, name) for name in _DERIVED} | {
        "closed_by_rule": day.closed_by_rule or "",
        "reasons": [str(reason) for reason in day.reasons],
        "flagged_for_review": day.flagged_for_review,
    }
    return AttendanceDay(
        site_id=site.pk,
        employee_id=employee_id,
        shift_id=int(occurrence.key) if occurrence.key else None,
        zone=occurrence.zone,
        start=occurrence.start,
        end=occurrence.end,
        closes=occurrence.closes,
        is_settled=phase.is_closed,
        **values,
    )


def _written(
    site: Site,
    wanted: dict[Place, AttendanceDay],
    known: dict[Place, AttendanceDay],
    watch: Watch | None,
) -> Changes:
    _note_reviews(wanted.values())
    differing = [row for place, row in wanted.items() if differs(row, known.get(place))]
    gone = [row for place, row in known.items() if place not in wanted]
    if watch is not None:
        tell(watch, [(known.get((row.employee_id, row.start)), row) for row in differing])
        tell(watch, [(row, None) for row in gone])
    AttendanceDay.objects.filter(pk__in=[row.pk for row in gone]).delete()
    AttendanceDay.objects.bulk_create(
        differing,
        update_conflicts=True,
        unique_fields=["employee", "start"],
        update_fields=WRITTEN,
        batch_size=500,
    )
    created = sum((row.employee_id, row.start) not in known for row in differing)
    if differing or gone:
        publish(site.pk, "attendance", VIEW, sorted({row.employee_id for row in differing}))
    return Changes(
        created=created,
        changed=len(differing) - created,
        deleted=len(gone),
        same=len(wanted) - len(differing),
    )


def _note_reviews(rows: Iterable[AttendanceDay]) -> None:
    """Let flagged days wait for review that nobody has found right as they are: one query."""
    flagged = [row for row in rows if row.flagged_for_review]
    if not flagged:
        return
    starts = [row.start for row in flagged]
    reviews = DayReview.objects.filter(
        employee_id__in={row.employee_id for row in flagged},
        start__range=(min(starts) - _ZONES_APART, max(starts) + _ZONES_APART),
    )
    seen = {(one.employee_id, _wall_start(one), *seen_of(one)) for one in reviews}
    for row in flagged:
        row.needs_review = (row.employee_id, _wall_start(row), *seen_of(row)) not in seen


def _wall_start(row: AttendanceDay | DayReview) -> datetime:
    """Return the shift's start as its clock on the wall said: another zone of the site's moves it not."""
    return row.start.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None)


def seen_of(row: AttendanceDay | DayReview) -> tuple[object, ...]:
    """Return what a reviewer looks at: whoever found this right did not speak of another result."""
    return row.status, row.first_in, row.last_out, tuple(row.reasons)


def _store_strays(site: Site, timelines: dict[int, Timeline], first: date, last: date) -> None:
    zone = site.zone
    wanted = {
        int(punch.key): (pk, day)
        for pk, timeline in timelines.items()
        for punch in timeline.off_shift
        for day in [punch.at.astimezone(zone).date()]
        if first <= day <= last
    }
    rows = StrayPunch.objects.filter(employee_id__in=timelines, day__range=(first, last))
    known = dict(rows.values_list("punch_id", "day"))
    if known.keys() - wanted.keys():
        rows.exclude(punch_id__in=wanted).delete()
    # By another zone of the site's a punch is of another day.
    StrayPunch.objects.bulk_create(
        (
            StrayPunch(site_id=site.pk, punch_id=punch, employee_id=pk, day=day)
            for punch, (pk, day) in wanted.items()
            if known.get(punch) != day
        ),
        update_conflicts=True,
        unique_fields=["punch"],
        update_fields=["day"],
    )
