"""The door's one message to the database: whoever stands there, with all about their day.

Written as SQL, because the model layer takes longer to compose these reads than the database to
answer them. On PostgreSQL it is a function, which keeps its plan as long as a connection lives; it is
made anew after every migration, from this text.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from factory.core import clock

_SELECT = """
SELECT {row}(
 e.id, e.site_id, s.time_zone, e.department, e.joined_on, e.left_on, e.user_id,
 (SELECT stamp FROM attendance_rosterstamp WHERE site_id = e.site_id),
 (SELECT {rows}({row}(name, value, since)) FROM
  (SELECT name, value, since FROM sites_sitesetting WHERE site_id = e.site_id
   AND name IN ('attendance.repeat_hours', 'attendance.debounce_minutes',
    'attendance.oldest_punch_days') AND since <= {now} ORDER BY since) AS begun),
 (SELECT {rows}({row}(id, shift_id, pattern_id, start_week, from_date, to_date))
  FROM attendance_shiftassignment WHERE employee_id = e.id AND site_id = e.site_id
  AND from_date <= {last} AND (to_date IS NULL OR to_date >= {first})),
 (SELECT {rows}({row}(id, from_date, to_date, part)) FROM attendance_leave
  WHERE employee_id = e.id AND from_date <= {last} AND to_date >= {first}),
 (SELECT {rows}({row}(from_date, id, to_date, weeks)) FROM attendance_weeklyoff
  WHERE employee_id = e.id AND from_date <= {last}
  AND (to_date IS NULL OR to_date >= {first})),
 (SELECT {rows}({row}(since, department)) FROM attendance_employeedepartment
  WHERE employee_id = e.id),
 (SELECT {rows}({row}(id, at, direction, outcome, key, shift_data)) FROM attendance_punch
  WHERE employee_id = e.id AND at >= {since} AND at < {until}))
FROM identity_employee e JOIN sites_site s ON s.id = e.site_id WHERE e.id = {employee}
"""
_NAMES = ("employee", "now", "since", "until", "first", "last")
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION attendance_door(p_employee bigint, p_now timestamptz,
 p_since timestamptz, p_until timestamptz, p_first date, p_last date)
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
 RETURN ({
    _SELECT.format(
        rows="json_agg", row="json_build_array", **{name: f"p_{name}" for name in _NAMES}
    )
});
END $$
"""
_ASK = {
    "postgresql": "SELECT attendance_door({})".format(", ".join(f"%({one})s" for one in _NAMES)),
    # Writers take turns for whole transactions, so that there is nothing to lock.
    "sqlite": _SELECT.format(
        rows="json_group_array", row="json_array", **{name: f"%({name})s" for name in _NAMES}
    ),
}


def door_row(employee_id: int, since: datetime, until: datetime) -> list[Any] | None:
    """Return an employee's columns and, as lists, what is known of the days from since to until (UTC).

    None where there is no such employee.
    """
    adapt = connection.ops.adapt_datetimefield_value
    values = {
        "employee": employee_id,
        "now": adapt(clock.now()),
        "since": adapt(since),
        "until": adapt(until),
        "first": since.date(),
        "last": until.date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor], values)
        row = cursor.fetchone()
    return read_row(row and row[0])


def read_row(text: str | None) -> list[Any] | None:
    """Return a row out of the text that the database gave."""
    found: list[Any] | None = json.loads(text) if text else None
    return found


def make_door(using: BaseDatabaseWrapper) -> None:
    """Make the function anew where the database keeps one. Safe to repeat."""
    if using.vendor == "postgresql":
        with using.cursor() as cursor:
            cursor.execute(_FUNCTION)
