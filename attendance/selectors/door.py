"""Who stands at the door, and all that their punch is judged by: two statements.

Written as SQL, because the model layer takes longer to compose these reads than the database to
answer them; a test holds the outcome against that of ``selectors.timelines``.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from attendance.material import CONTEXT, Material, material_from
from attendance.models import Punch
from attendance.overrides import GivenPunch
from attendance.punches import PunchFact
from attendance.rosters import DateSpan, Roster, days_between
from attendance.selectors.site_books import Work
from attendance.selectors.site_memory import remembered_book
from attendance.selectors.timelines import repeats_from
from attendance.site_settings import SETTINGS
from attendance.vocabulary import Direction, Leave
from attendance.week_cycles import WeekCycle
from factory.core import clock
from factory.core.errors import NotFound

_PERSON = """
SELECT e.id, e.site_id, s.time_zone, e.department, e.joined_on, e.left_on
FROM identity_employee e JOIN sites_site s ON s.id = e.site_id WHERE e.id = %s {lock}
"""
_BOOK = """
SELECT
 (SELECT stamp FROM attendance_rosterstamp WHERE site_id = %(site)s),
 (SELECT {rows}({row}(name, value)) FROM
  (SELECT name, value FROM sites_sitesetting WHERE site_id = %(site)s
   AND name LIKE 'attendance.%%' AND since <= %(now)s ORDER BY since) AS begun),
 (SELECT {rows}({row}(id, shift_id, pattern_id, start_week, from_date, to_date))
  FROM attendance_shiftassignment WHERE employee_id = %(employee)s AND site_id = %(site)s
  AND from_date <= %(last)s AND (to_date IS NULL OR to_date >= %(first)s)),
 (SELECT {rows}({row}(id, from_date, to_date, part)) FROM attendance_leave
  WHERE employee_id = %(employee)s AND from_date <= %(last)s AND to_date >= %(first)s),
 (SELECT {rows}({row}(from_date, id, to_date, weeks)) FROM attendance_weeklyoff
  WHERE employee_id = %(employee)s AND from_date <= %(last)s
  AND (to_date IS NULL OR to_date >= %(first)s)),
 (SELECT {rows}({row}(id, at, direction, outcome, key, shift_data)) FROM attendance_punch
  WHERE employee_id = %(employee)s AND at >= %(since)s AND at < %(until)s)
"""
_DIALECTS = {
    "postgresql": {"rows": "json_agg", "row": "json_build_array"},
    "sqlite": {"rows": "json_group_array", "row": "json_array"},
}
_COUNTING = frozenset({Punch.Outcome.STORED, Punch.Outcome.DUPLICATE})


class Person(NamedTuple):
    """An employee, as far as their punches and their roster go; ``zone`` is the site's."""

    employee_id: int
    site_id: int
    zone: str
    department: str
    joined_on: date | None
    left_on: date | None


class KnownPunch(NamedTuple):
    """A punch on record near the one at the door."""

    pk: int
    at: datetime
    direction: Direction
    outcome: str
    key: str
    shift_data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Door:
    """One person's roster, punches and rules about a day; ``values`` are the site's settings."""

    person: Person
    day: date
    roster: Roster
    known: tuple[KnownPunch, ...]
    values: dict[str, Any]

    def material(self, *more: GivenPunch) -> Material:
        """Return what the day and its neighbours are derived from, with punches not stored yet."""
        stored = (
            GivenPunch(PunchFact(str(one.pk), one.at, one.direction), one.shift_data)
            for one in self.known
            if one.outcome in _COUNTING
        )
        days = days_between(self.day - CONTEXT, self.day + CONTEXT)
        punches, repeats = [*stored, *more], repeats_from(self.values)
        return material_from(self.person.employee_id, self.roster, punches, days, repeats)


def locked_person(employee_id: int, sites: Collection[int] | None = None) -> Person:
    """Return an employee (of one of some sites), locked until the transaction ends: one statement.

    Of two punches of one person at once the second waits here and then sees the first. Raises
    NotFound: somebody of another site does not exist.
    """
    lock = "" if connection.vendor == "sqlite" else "FOR NO KEY UPDATE OF e"
    with connection.cursor() as cursor:
        cursor.execute(_PERSON.format(lock=lock), [employee_id])
        row = cursor.fetchone()
    if row is None or (sites is not None and row[1] not in sites):
        raise NotFound(f"There is no employee {employee_id}.", code="unknown-employee")
    return Person(*row[:4], _date(row[4]), _date(row[5]))


def at_the_door(person: Person, at: datetime) -> Door:
    """Return what somebody's punch at a moment is judged by: one statement.

    Four more where the site's stamp has changed since this process last asked.
    """
    zone = ZoneInfo(person.zone)
    day = at.astimezone(zone).date()
    first, last = day - CONTEXT, day + CONTEXT
    stamp, settings, work, leaves, offs, punches = _read(person, zone, first, last)
    book = remembered_book(person.site_id, person.zone, _uuid(stamp))
    roster = book.roster(
        person,
        work=[Work(*row[1:4], *map(_date, row[4:])) for row in _rows(work)],
        leaves=[(_span(row[1], row[2]), Leave(row[3])) for row in _rows(leaves)],
        own_offs=[_own_off(*row) for row in reversed(_rows(offs))],
    )
    known = tuple(_punch(row) for row in _rows(punches))
    # Not sorted: the rows come by the moment from which they hold, and the last one counts.
    begun = {name: _loaded(value) for name, value in _loaded(settings) or ()}
    values = {one.name: one.clean(begun.get(one.name, one.default)) for one in SETTINGS}
    return Door(person, day, roster, known, values)


def _read(person: Person, zone: ZoneInfo, first: date, last: date) -> Any:
    since = datetime.combine(first, time.min, tzinfo=zone)
    until = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    moments = {"since": since, "until": until, "now": clock.now()}
    adapted = {
        name: connection.ops.adapt_datetimefield_value(at.astimezone(UTC))
        for name, at in moments.items()
    }
    ids = {"site": person.site_id, "employee": person.employee_id}
    with connection.cursor() as cursor:
        sql = _BOOK.format(**_DIALECTS[connection.vendor])
        cursor.execute(sql, {**ids, **adapted, "first": first, "last": last})
        return cursor.fetchone()


def _loaded(value: Any) -> Any:
    """Return JSON that the driver, or SQLite within JSON, gave as text."""
    return json.loads(value) if isinstance(value, str) else value


def _rows(value: Any) -> list[Any]:
    return sorted(_loaded(value) or (), key=lambda row: row[:2])


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _uuid(value: Any) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _span(first: str, last: str | None) -> DateSpan:
    return DateSpan(date.fromisoformat(first), _date(last))


def _own_off(first: str, _pk: int, last: str | None, weeks: Any) -> tuple[DateSpan, WeekCycle]:
    span = _span(first, last)
    return span, WeekCycle(span.first, tuple(frozenset(week) for week in _loaded(weeks)))


def _punch(row: list[Any]) -> KnownPunch:
    pk, at, direction, outcome, key, shift_data = row
    moment = datetime.fromisoformat(at)
    utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return KnownPunch(pk, utc, Direction(direction), outcome, key, _loaded(shift_data))
