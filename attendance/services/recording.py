"""Punches are recorded and voided; their days are marked, or derived at once where people wait."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from attendance.models import Punch
from attendance.overrides import GivenPunch, ShiftData
from attendance.punch_keys import event_key, moment_key, order_key
from attendance.punches import PunchFact
from attendance.rosters import A_DAY
from attendance.selectors.door import Door
from attendance.services.deriving import derive_days, locked_employees
from attendance.services.marks import DERIVE
from attendance.shift_data import shift_from_data
from attendance.timelines import Placed
from attendance.vocabulary import Direction, PunchRole
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from factory.core.ring import ring_soon
from factory.sites.models import Device

# As SQL for the sake of the door, see selectors.door.
_PUNCH = """
INSERT INTO attendance_punch (site_id, employee_id, at, zone, direction, source, device_id,
 shift_data, event_id, key, outcome, reason, who_id, received_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_MARK = (
    "INSERT INTO attendance_dirtyday (site_id, employee_id, first, last) VALUES (%s, %s, %s, %s)"
)
REUSED = "This event was reported with other values."


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPunch:
    """A punch to be recorded; ``key`` is its identity where it has one of its own."""

    at: datetime
    direction: Direction = Direction.UNKNOWN
    source: str = Punch.Source.WEB
    device: Device | None = None
    shift_data: ShiftData | None = None
    event_id: str = ""
    key: str = ""
    who: User | None = None

    def own_key(self, employee_id: int) -> str:
        if self.key:
            return self.key
        if self.event_id and self.device:
            return event_key(self.device.pk, self.event_id)
        return moment_key(
            employee_id=employee_id,
            at=self.at,
            direction=self.direction,
            source=self.source,
            device_id=self.device.pk if self.device else None,
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A punch on record, whether this call made it, and what it is as it stood at the punch."""

    outcome: str
    is_new: bool
    placed: Placed


def record_punch(new: NewPunch, door: Door) -> Recorded:
    """Record a punch of the person at the door, within the transaction that holds the door open.

    Safe to repeat: the same fact is one row. A repeated check-in of one shift is kept as
    DUPLICATE. The days around it are marked, to be derived within a second or two. Raises Invalid
    for a malformed ``shift_data``, Conflict (``event-reused``) where the device reported something
    else under the event's number.
    """
    _refuse_bad_shift(new.shift_data)
    key = new.own_key(door.person.employee_id)
    known = next((one for one in door.known if one.key == key), None)
    if known is None:
        return _stored(new, key, door)
    if known.at != new.at:
        raise Conflict(REUSED, code="event-reused")
    return Recorded(known.outcome, False, door.material().placed(order_key(known.pk), new.at))


def _stored(new: NewPunch, key: str, door: Door) -> Recorded:
    # Behind the numbers of those on record, so that of two at one instant this one came second.
    fact = PunchFact("new", new.at, new.direction)
    placed = door.material(GivenPunch(fact, new.shift_data)).placed("new", new.at)
    is_repeated = placed.role is PunchRole.DUPLICATE
    outcome = Punch.Outcome.DUPLICATE if is_repeated else Punch.Outcome.STORED
    try:
        with connection.cursor() as cursor:
            for sql, values in _statements(new, key, door, outcome):
                cursor.execute(sql, values)
    except IntegrityError as error:
        # The event's number belongs to a punch of somebody else, or of another day.
        raise Conflict(REUSED, code="event-reused") from error
    ring_soon(DERIVE)
    return Recorded(outcome, True, placed)


def _statements(new: NewPunch, key: str, door: Door, outcome: str) -> Iterator[tuple[str, Any]]:
    """Yield the inserts of a punch and of its mark; on PostgreSQL as one statement."""
    punch = _columns(new, key, door, outcome)
    person = door.person
    mark = (person.site_id, person.employee_id, door.day - A_DAY, door.day + A_DAY)
    if connection.vendor == "postgresql":
        yield f"WITH punch AS ({_PUNCH}) {_MARK}", (*punch, *mark)
        return
    yield _PUNCH, punch
    yield _MARK, mark


def _columns(new: NewPunch, key: str, door: Door, outcome: str) -> tuple[Any, ...]:
    moments = (connection.ops.adapt_datetimefield_value(at) for at in (new.at, clock.now()))
    at, received_at = moments
    return (
        door.person.site_id,
        door.person.employee_id,
        at,
        door.person.zone,
        new.direction,
        new.source,
        new.device and new.device.pk,
        json.dumps(dict(new.shift_data)) if new.shift_data is not None else None,
        new.event_id,
        key,
        outcome,
        "",
        new.who and new.who.pk,
        received_at,
    )


def _refuse_bad_shift(data: ShiftData | None) -> None:
    if data is None:
        return
    try:
        shift_from_data(data)
    except ValueError as error:
        field, _, text = str(error).partition(": ")
        raise Invalid(
            f"shift_data: {error}", fields={f"shift_data/{field}": text or str(error)}
        ) from error


@transaction.atomic
def void_punch(*, punch: Punch, reason: str, caller: Any) -> None:
    """Take a wrong punch out of the count, with a reason; the row stays. Safe to repeat.

    Raises Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("Say why the punch is wrong.", fields={"reason": "Required."})
    locked_employees(punch.site, [punch.employee_id])
    standing = Punch.objects.filter(pk=punch.pk).exclude(outcome=Punch.Outcome.VOIDED)
    done = standing.update(
        outcome=Punch.Outcome.VOIDED, voided_at=clock.now(), reason=reason.strip()[:300]
    )
    if not done:
        return
    punch.refresh_from_db()
    record(
        site_id=punch.site_id,
        caller=caller,
        act="void-punch",
        subject=punch,
        reason=reason.strip()[:300],
    )
    day = punch.at.astimezone(punch.site.zone).date()
    derive_days(
        site=punch.site, employee_ids=[punch.employee_id], first=day - A_DAY, last=day + A_DAY
    )
