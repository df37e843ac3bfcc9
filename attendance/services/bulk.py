"""Punches in bulk, from terminals and edge boxes that were offline: each row is answered."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from attendance.bulk_rows import Answer, BadRowError, BulkRow, read_row
from attendance.models import DirtyDay, Punch
from attendance.punch_keys import event_key, moment_key
from attendance.punches import clock_error
from attendance.rosters import A_DAY
from attendance.selectors.people import People, people_named
from attendance.services.marks import DERIVE
from attendance.services.suspects import have_count, kept_apart
from attendance.site_settings import OLDEST_PUNCH_DAYS
from attendance.vocabulary import Direction
from factory.core import clock
from factory.core.errors import Invalid
from factory.core.ring import ring
from factory.sites.models import Device, Site

MOST = 10_000
_BATCH = {"postgresql": MOST}
Fact = tuple[int, datetime]
"""Who punched, and when in UTC."""
_SMALL_BATCH = 500
"""On SQLite, so that no transaction holds the one writer's lock for longer than about 50 ms."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One row's answer; ``detail`` says what was wrong."""

    answer: Answer
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A readable row with the place of its answer."""

    index: int
    row: BulkRow
    employee_id: int
    key: str
    moment: str
    doubt: str = ""

    @property
    def fact(self) -> Fact:
        return self.employee_id, self.row.at.astimezone(UTC)

    def by_moment(self) -> _Line:
        """Return the same punch without the device's number, which is another punch's already."""
        return replace(self, key=self.moment, row=replace(self.row, event_id=""))


def record_punches(
    *, site: Site, rows: Sequence[object], device: Device | None = None
) -> list[Answered]:
    """Record up to 10,000 reported punches and mark their days; answer each row in its place.

    Stored in batches, each of which commits as a whole. Safe to repeat: what is known is answered
    ``duplicate``; an event's number that comes again for another person or time is a new punch.
    Times that cannot be right are kept apart for review and answered ``bad_time``; told again when
    the time is no longer impossible, they are ``stored`` and count.
    Raises Invalid for more rows than that.
    """
    if len(rows) > MOST:
        raise Invalid(f"At most {MOST} punches in one call.", code="too-many")
    now = clock.now()
    answers, readable = _read(site, rows)
    known = people_named(site, [row for _, row in readable])
    oldest = timedelta(days=OLDEST_PUNCH_DAYS.of(site.pk))
    lines = []
    for index, row in readable:
        line = _line(index, row, known, device)
        if line is None:
            answers[index] = Answered(Answer.UNKNOWN_EMPLOYEE)
        else:
            error = clock_error(row.at, received_at=now, oldest=oldest)
            lines.append(replace(line, doubt=str(error or "")))
    for batch in _batches(lines):
        _store(site, batch, device, answers)
    return [answers[index] for index in range(len(rows))]


def _read(
    site: Site, rows: Sequence[object]
) -> tuple[dict[int, Answered], list[tuple[int, BulkRow]]]:
    answers: dict[int, Answered] = {}
    readable = []
    zone = site.zone
    for index, row in enumerate(rows):
        try:
            readable.append((index, read_row(row, zone)))
        except BadRowError as error:
            answers[index] = Answered(error.answer, str(error))
    return answers, readable


def _line(index: int, row: BulkRow, known: People, device: Device | None) -> _Line | None:
    employee_id = known.of(row)
    if employee_id is None:
        return None
    row = replace(row, direction=_direction(row, device))
    moment = moment_key(
        employee_id=employee_id,
        at=row.at,
        direction=row.direction,
        source=_source(row),
        device_id=device.pk if device else None,
    )
    key = event_key(device.pk, row.event_id) if row.event_id and device else moment
    return _Line(index, row, employee_id, key, moment)


def _direction(row: BulkRow, device: Device | None) -> Direction:
    """Return the row's own direction, else that of the door the device stands at."""
    if row.direction is not Direction.UNKNOWN or device is None:
        return row.direction
    doors = {Device.Direction.IN: Direction.IN, Device.Direction.OUT: Direction.OUT}
    return doors.get(Device.Direction(device.direction), Direction.UNKNOWN)


def _source(row: BulkRow) -> str:
    return Punch.Source.BADGE if row.badge else Punch.Source.DEVICE


def _batches(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    size = _BATCH.get(connection.vendor, _SMALL_BATCH)
    for start in range(0, len(lines), size):
        began = time.monotonic()
        yield lines[start : start + size]
        if size == _SMALL_BATCH and len(lines) > start + size and not connection.in_atomic_block:
            # Others get as long a turn at the lock as we had.
            time.sleep(time.monotonic() - began)


@transaction.atomic
def _store(
    site: Site, batch: Sequence[_Line], device: Device | None, answers: dict[int, Answered]
) -> None:
    known = _known(site, batch)
    lines = _own_numbers(batch, known)
    if moved := [line for line, as_told in zip(lines, batch, strict=True) if line is not as_told]:
        known |= _known(site, moved)
    counts = dict.fromkeys(known, True) | dict.fromkeys(kept_apart(site, known), False)
    fresh: dict[str, _Line] = {}
    cleared: dict[str, _Line] = {}
    for line in lines:
        before = counts.get(line.key)
        answers[line.index] = _answer(line, is_known=before is True)
        if before is None:
            fresh[line.key] = line
        elif not before and not line.doubt:
            cleared[line.key] = line
        counts[line.key] = before or not line.doubt
    _insert(site, fresh.values(), device)
    have_count(site, cleared)
    _mark(site, [line for line in (*fresh.values(), *cleared.values()) if not line.doubt])


def _insert(site: Site, lines: Collection[_Line], device: Device | None) -> None:
    """Insert new punches. Where another worker stores the same fact at this moment, its row stands.

    It may have stored another fact under a number of ours: what it kept out is stored without.
    """
    numbered = [line for line in lines if line.key != line.moment]
    _create(site, lines, device)
    if numbered:
        taken = _known(site, numbered)
        _create(
            site,
            [line.by_moment() for line in numbered if taken.get(line.key) != line.fact],
            device,
        )


def _create(site: Site, lines: Iterable[_Line], device: Device | None) -> None:
    Punch.objects.bulk_create([_punch(site, line, device) for line in lines], ignore_conflicts=True)


def _known(site: Site, lines: Iterable[_Line]) -> dict[str, Fact]:
    """Return the facts on record under the lines' keys."""
    rows = Punch.objects.filter(site=site, key__in={line.key for line in lines})
    found = rows.values_list("key", "employee_id", "at")
    return {key: (employee_id, at.astimezone(UTC)) for key, employee_id, at in found}


def _own_numbers(batch: Iterable[_Line], known: Mapping[str, Fact]) -> list[_Line]:
    """Return the lines, those without their event's number whose number is another fact's.

    A terminal counts from one again once it has been cleared; the punch is new all the same.
    """
    facts = dict(known)
    return [
        line if facts.setdefault(line.key, line.fact) == line.fact else line.by_moment()
        for line in batch
    ]


def _answer(line: _Line, *, is_known: bool) -> Answered:
    """Answer a line; one that was kept apart for its clock is judged by what is known now."""
    if is_known:
        return Answered(Answer.DUPLICATE)
    if line.doubt:
        return Answered(Answer.BAD_TIME, f"The device's clock is wrong ({line.doubt}).")
    return Answered(Answer.STORED)


def _punch(site: Site, line: _Line, device: Device | None) -> Punch:
    return Punch(
        site=site,
        employee_id=line.employee_id,
        at=line.row.at,
        zone=site.time_zone,
        direction=line.row.direction,
        source=_source(line.row),
        device=device,
        event_id=line.row.event_id if device else "",
        key=line.key,
        outcome=Punch.Outcome.SUSPECT if line.doubt else Punch.Outcome.STORED,
        reason=line.doubt,
    )


def _mark(site: Site, lines: Sequence[_Line]) -> None:
    """Mark for each employee the days around the punches, as one span."""
    zone = site.zone
    days: dict[int, list[date]] = defaultdict(list)
    for line in lines:
        days[line.employee_id].append(line.row.at.astimezone(zone).date())
    DirtyDay.objects.bulk_create(
        DirtyDay(site=site, employee_id=pk, first=min(own) - A_DAY, last=max(own) + A_DAY)
        for pk, own in days.items()
    )
    if days:
        ring(DERIVE)
