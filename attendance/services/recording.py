"""Punches are recorded and voided; their days are marked, or derived at once where people wait."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from attendance.models import Punch
from attendance.overrides import GivenPunch, ShiftData
from attendance.punch_keys import event_key, moment_key, order_key
from attendance.punches import PunchFact
from attendance.rosters import A_DAY
from attendance.selectors.door import Door, door_of
from attendance.selectors.timelines import placed_in_chain
from attendance.services.deriving import locked_employees
from attendance.services.keeping import PunchColumns, keep_punch
from attendance.services.marks import DERIVE
from attendance.services.own import refuse_own_change
from attendance.services.setting_aside import derive_now
from attendance.shift_data import shift_from_data
from attendance.timelines import Placed
from attendance.vocabulary import Direction, PunchRole
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from factory.core.ring import ring_soon
from factory.sites.models import Device
from identity.models import Employee

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
    """A punch on record: at which door, whether this call made it, and what it is as it stood then."""

    door: Door
    outcome: str
    is_new: bool
    placed: Placed


def record_punch(
    new: NewPunch,
    employee_id: int,
    *,
    sites: Collection[int] | None = None,
    not_of: User | None = None,
) -> Recorded:
    """Record an employee's punch at an aware time.

    Safe to repeat: the same fact is one row. A repeated check-in of one shift is kept as DUPLICATE.
    The days around it are marked, to be derived within a second or two. One message to the database,
    in a transaction of its own where the caller has none; for a repetition one more.

    Raises NotFound for an employee of none of ``sites`` (None: any), Refused (``four-eyes``) for a
    new one ``not_of`` the caller, Invalid for a malformed ``shift_data``, Conflict
    (``event-reused``) where the device reported something else under the event's number.
    """
    _refuse_bad_shift(new.shift_data)
    columns = _columns(new, employee_id)
    with _turn():
        kept = keep_punch(columns, new.at, sites=sites, not_of_user=not_of.pk if not_of else None)
        door = door_of(kept.row, employee_id, new.at, sites)
        if kept.is_new:
            return _new(new, columns, door)
    known = next((one for one in door.known if one.key == columns.key), None)
    if known is None and not_of is not None:
        employee = Employee.objects.get(pk=employee_id)
        refuse_own_change(employee=employee, caller=not_of, act="punch")
    if known is None or known.at != new.at:
        # The event's number belongs to another punch, perhaps of somebody else, or of another day.
        raise Conflict(REUSED, code="event-reused")
    placed = door.material().placed(order_key(known.pk), new.at)
    if door.is_cut():
        placed = placed_in_chain(employee_id, door.day, known.pk, new.at) or placed
    return Recorded(door, known.outcome, False, placed)


def _turn() -> AbstractContextManager[Any]:
    """On SQLite the one writer's turn is what keeps two punches apart."""
    return nullcontext() if connection.vendor == "postgresql" else transaction.atomic()


def _new(new: NewPunch, columns: PunchColumns, door: Door) -> Recorded:
    # Behind the numbers of those on record, so that of two at one instant this one came second.
    fact = PunchFact("new", new.at, new.direction)
    given = GivenPunch(fact, new.shift_data)
    placed = door.material(given).placed("new", new.at)
    same = Punch.objects.filter(site_id=door.person.site_id, key=columns.key)
    if door.is_cut(given):
        pk = same.values_list("pk", flat=True).get()
        placed = placed_in_chain(door.person.employee_id, door.day, pk, new.at) or placed
    ring_soon(DERIVE)
    if placed.role is not PunchRole.DUPLICATE:
        return Recorded(door, columns.outcome, True, placed)
    # Should this be lost, the day's derivation says it.
    same.filter(outcome=columns.outcome).update(outcome=Punch.Outcome.DUPLICATE)
    return Recorded(door, Punch.Outcome.DUPLICATE, True, placed)


def _columns(new: NewPunch, employee_id: int) -> PunchColumns:
    at, received_at = map(connection.ops.adapt_datetimefield_value, (new.at, clock.now()))
    return PunchColumns(
        employee_id=employee_id,
        at=at,
        direction=new.direction,
        source=new.source,
        device_id=new.device.pk if new.device else None,
        shift_data=json.dumps(dict(new.shift_data)) if new.shift_data is not None else None,
        event_id=new.event_id,
        key=new.own_key(employee_id),
        outcome=Punch.Outcome.STORED,
        who_id=new.who.pk if new.who else None,
        received_at=received_at,
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

    Raises Invalid without a reason, Refused (``four-eyes``) for the caller's own punch.
    """
    if not reason.strip():
        raise Invalid("Say why the punch is wrong.", fields={"reason": "Required."})
    (employee,) = locked_employees(punch.site, [punch.employee_id])
    refuse_own_change(employee=employee, caller=caller, act="void-punch", subject=punch)
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
    derive_now(site=punch.site, employee_id=employee.pk, first=day - A_DAY, last=day + A_DAY)
