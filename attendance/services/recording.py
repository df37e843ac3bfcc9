"""Punches are recorded and voided; the day follows in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from attendance.models import Punch
from attendance.overrides import ShiftData
from attendance.punch_keys import event_key, moment_key
from attendance.rosters import A_DAY
from attendance.selectors.timelines import Material, material_of
from attendance.services.deriving import derive_days, locked_employees, store_days
from attendance.shift_data import shift_from_data
from attendance.vocabulary import Direction, PunchRole
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from factory.sites.models import Device, Site
from identity.models import Employee


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPunch:
    """A punch to be recorded; ``key`` is its identity where it has one of its own."""

    employee: Employee
    at: datetime
    direction: Direction = Direction.UNKNOWN
    source: str = Punch.Source.WEB
    device: Device | None = None
    shift_data: ShiftData | None = None
    event_id: str = ""
    key: str = ""
    who: User | None = None

    def own_key(self) -> str:
        if self.key:
            return self.key
        if self.event_id and self.device:
            return event_key(self.device.pk, self.event_id)
        return moment_key(
            employee_id=self.employee.pk,
            at=self.at,
            direction=self.direction,
            source=self.source,
            device_id=self.device.pk if self.device else None,
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A punch on record, whether this call made it, and the material it was judged with."""

    punch: Punch
    is_new: bool
    material: Material


def record_punch(new: NewPunch) -> Recorded:
    """Record a punch and derive the day it belongs to. Safe to repeat: the same fact is one row.

    A repeated check-in of one shift is kept as DUPLICATE. Raises Invalid for a malformed
    ``shift_data``, Conflict (``event-reused``) where the device reported something else under
    the event's number.
    """
    _refuse_bad_shift(new.shift_data)
    try:
        return _recorded(new)
    except IntegrityError as error:
        # Somebody else's punch took the event's number between our look and our insert.
        raise Conflict("This event was reported for somebody else.", code="event-reused") from error


@transaction.atomic
def _recorded(new: NewPunch) -> Recorded:
    site: Site = new.employee.site
    locked_employees(site, [new.employee.pk])
    key = new.own_key()
    known: Punch | None = Punch.objects.filter(site=site, key=key).first()
    if known is not None:
        _refuse_other(known, new)
    punch = known or _inserted(site, new, key)
    day = punch.at.astimezone(site.zone).date()
    first, last = day - A_DAY, day + A_DAY
    [material] = material_of(site, [new.employee], first, last)
    if known is None:
        _note_duplicate(punch, material)
        store_days(site=site, material=[material], first=first, last=last, now=clock.now())
    return Recorded(punch, known is None, material)


def _inserted(site: Site, new: NewPunch, key: str) -> Punch:
    punch: Punch = Punch.objects.create(
        site=site,
        employee=new.employee,
        at=new.at,
        zone=site.time_zone,
        direction=new.direction,
        source=new.source,
        device=new.device,
        shift_data=dict(new.shift_data) if new.shift_data is not None else None,
        event_id=new.event_id,
        key=key,
        who=new.who,
    )
    return punch


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


def _refuse_other(known: Punch, new: NewPunch) -> None:
    if (known.employee_id, known.at) != (new.employee.pk, new.at):
        raise Conflict("This event was reported with other values.", code="event-reused")


def _note_duplicate(punch: Punch, material: Material) -> None:
    if material.role_of(str(punch.pk)) is PunchRole.DUPLICATE:
        Punch.objects.filter(pk=punch.pk).update(outcome=Punch.Outcome.DUPLICATE)
        punch.outcome = Punch.Outcome.DUPLICATE


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
