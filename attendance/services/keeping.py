"""A punch and the mark of its days kept, and the door as it was before, in one message to the database.

Written as SQL for the sake of the door, see ``selectors.door_sql``. On PostgreSQL it is a function,
which lets one punch of a person in at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from attendance.rosters import A_DAY
from attendance.selectors.door import around, door_of, is_let_in
from attendance.selectors.door_sql import door_row, read_row


class PunchColumns(NamedTuple):
    """A punch's row, but for what the database knows itself; moments as it takes them."""

    employee_id: int
    at: Any
    direction: str
    source: str
    device_id: int | None
    shift_data: str | None
    event_id: str
    key: str
    outcome: str
    who_id: int | None
    received_at: Any


class Kept(NamedTuple):
    """Whether a punch was new and is kept, and the door's row as it was before; None for nobody."""

    is_new: bool
    row: list[Any] | None


_COLUMNS = f"site_id, zone, reason, {', '.join(PunchColumns._fields)}"
_LOCKS = 7_316_904
"""The class of our advisory locks, beside others' of the same database."""
_FUNCTION = """
CREATE OR REPLACE FUNCTION attendance_keep_punch(p_employee bigint, p_at timestamptz,
 p_direction text, p_source text, p_device bigint, p_shift_data jsonb, p_event text, p_key text,
 p_outcome text, p_who bigint, p_now timestamptz, p_since timestamptz, p_until timestamptz,
 p_first date, p_last date, p_sites bigint[], p_not_of_user bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
 door text;
 person record;
BEGIN
 PERFORM pg_advisory_xact_lock({locks}, (p_employee % 2147483647)::int);
 -- Whoever waited there sees in the next statement what was committed meanwhile.
 door := attendance_door(p_employee, p_now, p_since, p_until, p_first, p_last);
 SELECT e.site_id, e.user_id, s.time_zone, (p_at AT TIME ZONE s.time_zone)::date AS day INTO person
  FROM identity_employee e JOIN sites_site s ON s.id = e.site_id WHERE e.id = p_employee
  AND (p_sites IS NULL OR e.site_id = ANY(p_sites));
 IF NOT FOUND OR person.user_id = p_not_of_user THEN
  RETURN '0' || coalesce(door, '');
 END IF;
 INSERT INTO attendance_punch ({columns}) VALUES (person.site_id, person.time_zone, '', p_employee,
  p_at, p_direction, p_source, p_device, p_shift_data, p_event, p_key, p_outcome, p_who, p_now)
  ON CONFLICT DO NOTHING;
 IF NOT FOUND THEN
  RETURN '0' || door;
 END IF;
 INSERT INTO attendance_dirtyday (site_id, employee_id, first, last)
  VALUES (person.site_id, p_employee, person.day - 1, person.day + 1);
 RETURN '1' || door;
END $$
"""
_FUNCTION = _FUNCTION.format(locks=_LOCKS, columns=_COLUMNS)
_CALL = "SELECT attendance_keep_punch({})".format(", ".join(["%s"] * 17))
_INSERTS = (
    ("INSERT INTO attendance_punch ({}) VALUES ({})", _COLUMNS),
    ("INSERT INTO attendance_dirtyday ({}) VALUES ({})", "site_id, employee_id, first, last"),
)


def keep_punch(
    punch: PunchColumns, at: datetime, *, sites: Collection[int] | None, not_of_user: int | None
) -> Kept:
    """Store a punch at ``at`` and mark the days around it, both or neither, unless its key is known.

    Nor where the employee is of none of ``sites`` (None: any), or has the account ``not_of_user``.
    Of two punches of one person at once the second waits here and then sees the first.
    """
    since, until = around(at)
    if connection.vendor != "postgresql":
        return _kept_in_turn(
            punch, at, door_row(punch.employee_id, since, until), sites, not_of_user
        )
    named = None if sites is None else sorted(sites)
    edges = (since, until, since.date(), until.date(), named, not_of_user)
    with connection.cursor() as cursor:
        cursor.execute(_CALL, (*punch, *edges))
        (text,) = cursor.fetchone()
    return Kept(text[0] == "1", read_row(text[1:]))


def _kept_in_turn(
    punch: PunchColumns,
    at: datetime,
    row: list[Any] | None,
    sites: Collection[int] | None,
    not_of_user: int | None,
) -> Kept:
    """Store as ``keep_punch``, where writers take turns for whole transactions."""
    if not is_let_in(row, sites):
        return Kept(False, row)
    door = door_of(row, punch.employee_id, at, sites)
    if not_of_user is not None and door.person.user_id == not_of_user:
        return Kept(False, row)
    site_id, zone = door.person.site_id, door.person.zone
    mark = (site_id, punch.employee_id, door.day - A_DAY, door.day + A_DAY)
    try:
        with connection.cursor() as cursor:
            for (sql, columns), values in zip(
                _INSERTS, ((site_id, zone, "", *punch), mark), strict=True
            ):
                cursor.execute(sql.format(columns, ", ".join(["%s"] * len(values))), values)
    except IntegrityError:
        return Kept(False, row)
    return Kept(True, row)


def make_keeper(using: BaseDatabaseWrapper) -> None:
    """Make the function anew where the database keeps one. Safe to repeat."""
    if using.vendor == "postgresql":
        with using.cursor() as cursor:
            cursor.execute(_FUNCTION)
