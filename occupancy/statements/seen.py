"""For how many minutes of an hour a counter was read: SQL over its readings ``l`` of an hour ``w``."""

from __future__ import annotations

from django.db import connection

from occupancy.models import OccupancyLog
from occupancy.paces import USUAL

LOGS = OccupancyLog._meta.db_table
# The counter's reading before within the hour: a short look by the index, for the few of a slow one.
BEFORE = (
    f"(SELECT MAX(b.timestamp) FROM {LOGS} AS b WHERE b.site_id = l.site_id"  # noqa: S608
    " AND b.camera_id = l.camera_id AND b.area_id = l.area_id AND b.timestamp < l.timestamp"
    " AND b.timestamp >= w.hour_start)"
)


def minutes_seen(minutes: int) -> str:
    """Return the SQL of an aggregate, for a counter that tells every ``minutes``."""
    if minutes == USUAL:
        return f"COUNT(DISTINCT {_minute()})"
    length = 60 * minutes
    between = _seconds(BEFORE, "l.timestamp")
    missing = (
        f"COALESCE(SUM({_missing(between, length, length)}), 0)"
        # Of an end of the hour the reading beyond is not looked at: half an interval is usual there.
        f" + {_missing(_seconds('w.hour_start', 'MIN(l.timestamp)'), length, length // 2)}"
        f" + {_missing(_seconds('MAX(l.timestamp)', 'w.hour_end'), length, length // 2)}"
    )
    return f"w.minutes - ({missing} + 59) / 60"


def _missing(seconds: str, length: int, usual: int) -> str:
    """Return the seconds beyond the usual ones, where half an interval is exceeded as well."""
    return f"CASE WHEN {seconds} > {length * 3 // 2} THEN {seconds} - {usual} ELSE 0 END"


def _minute() -> str:
    if connection.vendor == "postgresql":
        # Plain arithmetic, unlike date_trunc and date_part; and the index yields it in order.
        return "date_bin('1 minute', l.timestamp, w.hour_start)"
    return f"{micros()} / 60000000"


def _seconds(begin: str, end: str) -> str:
    if connection.vendor == "postgresql":
        return f"CAST(EXTRACT(EPOCH FROM {end} - {begin}) AS int)"
    return f"({_second(end)} - {_second(begin)})"


def micros() -> str:
    """Return SQLite's SQL for the microseconds of a reading since its hour began."""
    # strftime would round to milliseconds, at 59.9996 s into the next hour.
    fraction = "CAST(substr(l.timestamp || '.000000', 21, 6) AS integer)"
    seconds = f"{_second('l.timestamp')} - {_second('w.hour_start')}"
    return f"(({seconds}) * 1000000 + {fraction})"


def _second(time: str) -> str:
    return f"CAST(strftime('%%s', substr({time}, 1, 19)) AS integer)"
