"""Shifts from files: made, or changed from a date on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attendance import services
from attendance.importing.cells import required, required_hour
from attendance.models import Shift, ShiftVersion
from attendance.models.shifts import ALWAYS
from factory.core import clock
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong

MINUTES = (
    *("grace_in_minutes", "grace_out_minutes", "before_minutes", "after_minutes"),
    *("break_minutes", "half_day_below_minutes", "absent_below_minutes"),
    *("overtime_before_from_minutes", "overtime_after_from_minutes", "overtime_cap_minutes"),
)
_NULLABLE = frozenset(MINUTES[-3:])


def take_shifts(batch: Batch) -> list[Verdict]:
    """Make shifts, and new versions of those that ask something else from a date on."""
    named = {row.text("name") for row in batch.rows}
    known = {one.name: one for one in Shift.objects.filter(site=batch.site, name__in=named)}

    def act(row: Row) -> Outcome:
        values = _asked(row)
        since = row.day("effective_from")
        shift = known.get(required(row, "name"))
        if shift is None:
            services.define_shift(
                site=batch.site,
                name=row.text("name", most=80),
                caller=batch.caller,
                effective_from=since or ALWAYS,
                **values,
            )
            return Outcome.NEW
        since = since or clock.local_day(batch.site.zone)
        if not _is_news(shift, since, values):
            return Outcome.SAME
        services.alter_shift(shift=shift, effective_from=since, caller=batch.caller, **values)
        return Outcome.CHANGED

    return batch.each(act)


def _asked(row: Row) -> dict[str, Any]:
    """Return the columns of the shift that the file has; an empty number is the default's."""
    values: dict[str, Any] = {name: required_hour(row, name) for name in ("start", "end")}
    numbers = {name: row.whole(name) for name in MINUTES if row.has(name)}
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise wrong("Not below 0.", name)
    values |= {
        name: number for name, number in numbers.items() if number is not None or name in _NULLABLE
    }
    return values | ({"colour": row.text("colour")} if row.text("colour") else {})


def _is_news(shift: Shift, since: date, values: dict[str, Any]) -> bool:
    version: ShiftVersion | None = shift.versions.filter(effective_from__lte=since).first()
    if version is None:
        return True
    asked = {name: value for name, value in values.items() if name != "colour"}
    is_recoloured = values.get("colour", shift.colour) != shift.colour
    return is_recoloured or any(getattr(version, name) != one for name, one in asked.items())


def _columns(names: Iterable[str], help_text: str) -> tuple[Column, ...]:
    return tuple(Column(name, help_text) for name in names)


SHIFTS = Importer(
    name="attendance.shifts",
    title="Shifts",
    perm="attendance.add_shift",
    columns=(
        Column("name", "unique at the site", "Morning", required=True, aliases=("shift",)),
        Column("start", "by the site's wall clock", "06:00", required=True),
        Column("end", "not after the start: on the next day", "14:00", required=True),
        Column("effective_from", "a change holds from this day on; empty: today"),
        Column("colour", "for calendars", "#f59e0b"),
        *_columns(MINUTES, "minutes"),
    ),
    key=("name",),
    take=take_shifts,
)
