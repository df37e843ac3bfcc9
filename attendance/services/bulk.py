"""Punches in bulk, from terminals and edge boxes that were offline: each row is answered."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta

from django.db import connection, transaction

from attendance.bulk_rows import Answer
from attendance.models import DirtyDay, Punch
from attendance.punches import clock_error
from attendance.rosters import A_DAY
from attendance.selectors.people import people_named
from attendance.services.bulk_lines import Answered, Fact, Line, line_of, read_rows, source_of
from attendance.services.marks import DERIVE
from attendance.services.own import SOMEBODY_ELSE, is_told_elsewhere, keys_of_own, note_own_rows
from attendance.services.suspects import have_count, kept_apart
from attendance.site_settings import OLDEST_PUNCH_DAYS
from factory.core import clock
from factory.core.deadlocks import again_when_taken_back
from factory.core.errors import Invalid
from factory.core.ring import ring
from factory.sites.models import Device, Site

MOST = 10_000
_BATCH = {"postgresql": MOST}
_SMALL_BATCH = 500
"""On SQLite, so that no transaction holds the one writer's lock for longer than about 50 ms."""


def record_punches(
    *, site: Site, rows: Sequence[object], device: Device | None = None, caller: object = None
) -> list[Answered]:
    """Record up to 10,000 reported punches and mark their days; answer each row in its place.

    Stored in batches, each of which commits as a whole. Safe to repeat: what is known is answered
    ``duplicate``; an event's number that comes again for another person or time is a new punch.
    Times that cannot be right are kept apart for review and answered ``bad_time``; told again when
    the time is no longer impossible, they are ``stored`` and count. What a ``caller`` tells later of
    themselves is answered ``refused``.
    Raises Invalid for more rows than that.
    """
    if len(rows) > MOST:
        raise Invalid(f"At most {MOST} punches in one call.", code="too-many")
    now = clock.now()
    answers, readable = read_rows(site, rows)
    known, own = people_named(site, [row for _, row in readable]), keys_of_own(caller)
    oldest = timedelta(days=OLDEST_PUNCH_DAYS.of(site.pk))
    lines = []
    for index, row in readable:
        line = line_of(index, row, known, device)
        if line is None:
            answers[index] = Answered(Answer.UNKNOWN_EMPLOYEE)
        elif line.employee_id in own and is_told_elsewhere(row.at):
            answers[index] = Answered(Answer.REFUSED, SOMEBODY_ELSE)
        else:
            error = clock_error(row.at, received_at=now, oldest=oldest)
            lines.append(replace(line, doubt=str(error or "")))
    note_own_rows(
        site.pk, own, caller, sum(one.answer is Answer.REFUSED for one in answers.values())
    )
    for batch in _batches(lines):
        _store(site, batch, device, answers)
    return [answers[index] for index in range(len(rows))]


def _batches(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    size = _BATCH.get(connection.vendor, _SMALL_BATCH)
    for start in range(0, len(lines), size):
        began = time.monotonic()
        yield lines[start : start + size]
        if size == _SMALL_BATCH and len(lines) > start + size and not connection.in_atomic_block:
            # Others get as long a turn at the lock as we had.
            time.sleep(time.monotonic() - began)


@again_when_taken_back
@transaction.atomic
def _store(
    site: Site, batch: Sequence[Line], device: Device | None, answers: dict[int, Answered]
) -> None:
    known = _known(site, batch)
    lines = _own_numbers(batch, known)
    if moved := [line for line, as_told in zip(lines, batch, strict=True) if line is not as_told]:
        known |= _known(site, moved)
    counts = dict.fromkeys(known, True) | dict.fromkeys(kept_apart(site, known), False)
    fresh: dict[str, Line] = {}
    cleared: dict[str, Line] = {}
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


def _insert(site: Site, lines: Collection[Line], device: Device | None) -> None:
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


def _create(site: Site, lines: Iterable[Line], device: Device | None) -> None:
    # In one order whoever reports them: two reports of the same rows would wait for each other.
    ordered = sorted(lines, key=lambda line: (line.row.at, line.key))
    Punch.objects.bulk_create(
        [_punch(site, line, device) for line in ordered], ignore_conflicts=True
    )


def _known(site: Site, lines: Iterable[Line]) -> dict[str, Fact]:
    """Return the facts on record under the lines' keys."""
    rows = Punch.objects.filter(site=site, key__in={line.key for line in lines})
    found = rows.values_list("key", "employee_id", "at")
    return {key: (employee_id, at.astimezone(UTC)) for key, employee_id, at in found}


def _own_numbers(batch: Iterable[Line], known: Mapping[str, Fact]) -> list[Line]:
    """Return the lines, those without their event's number whose number is another fact's.

    A terminal counts from one again once it has been cleared; the punch is new all the same.
    """
    facts = dict(known)
    return [
        line if facts.setdefault(line.key, line.fact) == line.fact else line.by_moment()
        for line in batch
    ]


def _answer(line: Line, *, is_known: bool) -> Answered:
    """Answer a line; one that was kept apart for its clock is judged by what is known now."""
    if is_known:
        return Answered(Answer.DUPLICATE)
    if line.doubt:
        return Answered(Answer.BAD_TIME, f"The device's clock is wrong ({line.doubt}).")
    return Answered(Answer.STORED)


def _punch(site: Site, line: Line, device: Device | None) -> Punch:
    return Punch(
        site=site,
        employee_id=line.employee_id,
        at=line.row.at,
        zone=site.time_zone,
        direction=line.row.direction,
        source=source_of(line.row),
        device=device,
        event_id=line.row.event_id if device else "",
        key=line.key,
        outcome=Punch.Outcome.SUSPECT if line.doubt else Punch.Outcome.STORED,
        reason=line.doubt,
    )


def _mark(site: Site, lines: Sequence[Line]) -> None:
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
