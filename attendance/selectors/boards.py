"""Who is in, late, missing or on leave today; and one employee's month."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from attendance.models import AttendanceDay, Punch
from attendance.selectors.day_windows import shown_beside
from attendance.vocabulary import DayStatus
from factory.core import clock
from factory.sites.models import Site

# Who came in and has not been seen to leave, while the shift's window is open.
_IN = Q(first_in__isnull=False, last_out__isnull=True)
_OFF = (DayStatus.ON_LEAVE, DayStatus.HOLIDAY, DayStatus.WEEKLY_OFF)


@dataclass(frozen=True, slots=True)
class Board:
    """Today's shifts at a site, each person once: in, gone, missing, expected later, away."""

    day: date
    present: list[AttendanceDay]
    left: list[AttendanceDay]
    missing: list[AttendanceDay]
    expected: list[AttendanceDay]
    away: list[AttendanceDay]

    @property
    def late(self) -> list[AttendanceDay]:
        return [row for row in (*self.present, *self.left) if row.is_late]

    @property
    def is_empty(self) -> bool:
        return not any(rows for _, rows in self.groups())

    def groups(self) -> list[tuple[str, list[AttendanceDay]]]:
        """Return the groups with their titles, in the order in which HR asks for them."""
        return [
            ("Missing", self.missing),
            ("In", self.present),
            ("Gone", self.left),
            ("Expected later", self.expected),
            ("Leave, holiday, weekly off", self.away),
        ]


def present_at(site: Site, at: datetime) -> QuerySet[AttendanceDay]:
    """Return the days of those who were in at a moment: come, and not yet gone.

    Whoever has no check-out is in while the window is open.
    """
    rows: QuerySet[AttendanceDay] = AttendanceDay.objects.filter(
        Q(last_out__isnull=True, closes__gte=at) | Q(last_out__gt=at), site=site, first_in__lte=at
    )
    return rows


def board_of(
    site: Site,
    *,
    department: str = "",
    shift_id: int | None = None,
    day: date | None = None,
    now: datetime | None = None,
) -> Board:
    """Return today's board, or that of another day as it stands: one query.

    Today a night shift that began yesterday counts while it is open.
    """
    moment = now or clock.now()
    today = moment.astimezone(site.zone).date()
    wanted = Q(day=day or today)
    if day in {None, today}:
        wanted |= _IN & Q(closes__gte=moment)
    rows = AttendanceDay.objects.filter(wanted, site=site)
    if department:
        rows = rows.filter(department=department)
    if shift_id is not None:
        rows = rows.filter(shift_id=shift_id)
    found: dict[str, list[AttendanceDay]] = defaultdict(list)
    for row in rows.select_related("employee", "shift").order_by("employee__name", "start"):
        found[_place(row, moment)].append(row)
    return Board(
        day or today, *(found[name] for name in ("in", "left", "missing", "expected", "away"))
    )


def _place(row: AttendanceDay, now: datetime) -> str:
    if row.first_in is not None:
        return "left" if row.last_out is not None else "in"
    if row.last_out is not None:
        return "left"
    if row.status in _OFF:
        return "away"
    return "expected" if now < row.start else "missing"


Week = list[tuple[date, list[AttendanceDay]]]


def month_of(employee_id: int, month: date) -> list[Week]:
    """Return the weeks of a month, Monday first, each day with its rows: one query."""
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    rows = AttendanceDay.objects.filter(
        employee_id=employee_id, day__range=(weeks[0][0], weeks[-1][-1])
    ).select_related("shift")
    found: dict[date, list[AttendanceDay]] = defaultdict(list)
    for row in rows.order_by("start"):
        found[row.day].append(row)
    return [[(day, found[day]) for day in week] for week in weeks]


def neighbour_months(month: date) -> tuple[date, date]:
    """Return the first days of the month before and of the one after."""
    first = month.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)


def punches_behind(row: AttendanceDay) -> QuerySet[Punch]:
    """Return a day's punches with their pictures, voided ones too: one query."""
    rows: QuerySet[Punch] = Punch.objects.filter(
        employee_id=row.employee_id, at__range=shown_beside(row)
    )
    return rows.select_related("sighting__snapshot").order_by("at")
