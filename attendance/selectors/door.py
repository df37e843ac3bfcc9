"""Who stands at the door, and all that their punch is judged by, in one message.

A test holds the outcome against that of ``selectors.timelines``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeGuard
from uuid import UUID
from zoneinfo import ZoneInfo

from attendance.chains import chains_of, given_shift, is_whole
from attendance.date_spans import DateSpan
from attendance.material import CONTEXT, Material, material_from
from attendance.models import Punch
from attendance.overrides import GivenPunch, ShiftData
from attendance.punch_keys import order_key
from attendance.punches import PunchFact
from attendance.rosters import A_DAY, Roster, days_between
from attendance.selectors.book_rows import readable
from attendance.selectors.door_sql import door_row
from attendance.selectors.repeats import Change, repeats_from
from attendance.selectors.site_books import Work
from attendance.selectors.site_memory import remembered_book
from attendance.shift_data import is_readable
from attendance.site_settings import SETTINGS
from attendance.vocabulary import Direction, Leave
from attendance.week_cycles import WeekCycle, cycle_from
from factory.core.clock import in_zone
from factory.core.errors import NotFound

_FARTHEST_ZONE = timedelta(hours=14)
"""Until the site's zone is known, a day is read on both sides for the sake of its offset."""
_AROUND = CONTEXT + A_DAY + _FARTHEST_ZONE
_COUNTING = frozenset({Punch.Outcome.STORED, Punch.Outcome.DUPLICATE})


class Person(NamedTuple):
    """An employee, as far as their punches and their roster go.

    ``zone`` is the site's, ``user_id`` the key of their own account, if they have one.
    """

    employee_id: int
    site_id: int
    zone: str
    department: str
    joined_on: date | None
    left_on: date | None
    user_id: int | None


class KnownPunch(NamedTuple):
    """A punch on record near the one at the door."""

    pk: int
    at: datetime
    direction: Direction
    outcome: str
    key: str
    shift_data: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """One person's roster, punches and rules about a moment; ``values`` are the site's settings."""

    person: Person
    at: datetime
    day: date
    roster: Roster
    known: tuple[KnownPunch, ...]
    values: dict[str, Any]

    def material(self, *more: GivenPunch) -> Material:
        """Return what the day and its neighbours are derived from, with punches not stored yet."""
        # Whoever stands at the door is answered; of nonsense on record the derivation tells.
        stored = (
            GivenPunch(
                PunchFact(order_key(one.pk), one.at, one.direction),
                one.shift_data if one.shift_data and is_readable(one.shift_data) else None,
            )
            for one in self.known
            if _counts(one)
        )
        days = days_between(self.day - CONTEXT, self.day + CONTEXT)
        return material_from(self.person.employee_id, self.roster, [*stored, *more], days)

    def is_cut(self, *more: GivenPunch) -> bool:
        """Say whether given shifts about the day overlap in a chain that began before what was read.

        Which of them count is known only to who knows the chain from its beginning.
        """
        told: list[tuple[datetime, Direction, ShiftData | None]] = [
            (one.at, one.direction, one.shift_data) for one in self.known if _counts(one)
        ]
        told += [(one.fact.at, one.fact.direction, one.shift_data) for one in more]
        zone = self.person.zone
        given = [
            given_shift(zone, at, direction, data)
            for at, direction, data in told
            if data and is_readable(data)
        ]
        near = (self.day - A_DAY, self.day + A_DAY)
        return not is_whole(
            [one for one in chains_of(given) if one.has_day(*near)], *around(self.at)
        )


def _counts(one: KnownPunch) -> bool:
    return one.outcome in _COUNTING


def around(at: datetime) -> tuple[datetime, datetime]:
    """Return from when to when punches are read for one at ``at``; a naive one is taken as UTC."""
    middle = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return middle - _AROUND, middle + _AROUND


def at_the_door(employee_id: int, at: datetime, sites: Collection[int] | None = None) -> Door:
    """Return what somebody's punch is judged by: one message to the database.

    Raises as ``door_of``.
    """
    return door_of(door_row(employee_id, *around(at)), employee_id, at, sites)


def door_of(
    row: list[Any] | None, employee_id: int, at: datetime, sites: Collection[int] | None
) -> Door:
    """Return the door that a row tells of.

    Four queries where the site's stamp has changed since this process last asked. A naive ``at`` is
    meant on the site's wall clock. Raises NotFound for an employee of none of ``sites`` (None: any).
    """
    if not is_let_in(row, sites):
        raise NotFound(f"There is no employee {employee_id}.", code="unknown-employee")
    pk, site_id, zone, department, joined_on, left_on, user_id = row[:7]
    person = Person(pk, site_id, zone, department, _date(joined_on), _date(left_on), user_id)
    stamp, settings, work, leaves, offs, moves, punches = row[7:]
    changes = [_change(*one) for one in _loaded(settings) or ()]
    moment = in_zone(at, ZoneInfo(person.zone))
    book = remembered_book(person.site_id, person.zone, _uuid(stamp))
    roster = book.roster(
        person,
        work=[one for one in map(_work, _rows(work)) if book.why_not(one) is None],
        leaves=readable(_leave, _rows(leaves)),
        own_offs=readable(_own_off, reversed(_rows(offs))),
        moves=tuple((date.fromisoformat(since), name) for since, name in _rows(moves)),
        repeats=repeats_from(changes),
    )
    return Door(
        person=person,
        at=moment,
        day=moment.astimezone(ZoneInfo(person.zone)).date(),
        roster=roster,
        known=tuple(_punch(row) for row in _rows(punches)),
        values=_values(changes),
    )


def is_let_in(row: list[Any] | None, sites: Collection[int] | None) -> TypeGuard[list[Any]]:
    """Say whether there is such an employee, of one of ``sites`` (None: any)."""
    return row is not None and (sites is None or row[1] in sites)


def _change(name: str, value: Any, since: str) -> Change:
    return _moment(since), name, _loaded(value)


def _values(changes: Iterable[Change]) -> dict[str, Any]:
    """Return the settings in force; the rows come by their beginning, and the last one counts."""
    begun = {name: value for _, name, value in changes}
    return {one.name: one.clean(begun.get(one.name, one.default)) for one in SETTINGS}


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


def _work(row: Sequence[Any]) -> Work:
    return Work(*row[1:4], *map(_date, row[4:]))


def _leave(row: Sequence[Any]) -> tuple[DateSpan, Leave]:
    return _span(row[1], row[2]), Leave(row[3])


def _own_off(row: Sequence[Any]) -> tuple[DateSpan, WeekCycle]:
    first, _pk, last, weeks = row
    span = _span(first, last)
    return span, cycle_from(span.first, _loaded(weeks))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _punch(row: list[Any]) -> KnownPunch:
    pk, at, direction, outcome, key, shift_data = row
    return KnownPunch(pk, _moment(at), Direction(direction), outcome, key, _loaded(shift_data))
