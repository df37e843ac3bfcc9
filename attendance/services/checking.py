"""Check-in and check-out: the punch is recorded, and the answer says what it means for the shift."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attendance.day_facts import DerivedDay
from attendance.models import Punch
from attendance.overrides import ShiftData
from attendance.punches import clock_error
from attendance.selectors.door import at_the_door
from attendance.services.own import is_told_elsewhere
from attendance.services.recording import NewPunch, Recorded, record_punch
from attendance.site_settings import OLDEST_PUNCH_DAYS
from attendance.vocabulary import DayStatus, Direction
from factory.core import clock
from factory.core.errors import Invalid
from factory.core.models import User
from factory.sites.models import Device

NO_SHIFT = "No shift is rostered at this time; the punch is kept for review."
A_CENTURY = timedelta(days=36_500)
_WITHOUT_A_DAY = {
    str(Punch.Outcome.VOIDED): "This punch was voided; it counts no longer.",
    str(Punch.Outcome.SUSPECT): "This punch has an impossible time and waits for review.",
}
_WORDS = {
    DayStatus.PRESENT: "Present",
    DayStatus.LATE: "Late",
    DayStatus.EARLY_EXIT: "Early exit",
    DayStatus.ABSENT: "Not present",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftStatus:
    """What a punch means for its shift, as it stood at the punch; the guide's dictionary."""

    employee_id: int
    status: str
    check_in_time: datetime | None
    check_out_time: datetime | None
    is_late: bool
    late_minutes: int
    is_early_exit: bool
    early_minutes: int
    grace_period_applied: bool
    flagged_for_review: bool
    skipped_duplicate: bool
    message: str


def check_in(
    *,
    employee_id: int,
    at: datetime,
    sites: Collection[int] | None = None,
    shift_data: ShiftData | None = None,
    caller: object = None,
    event_id: str = "",
) -> ShiftStatus:
    """Record that somebody came, and say how that stands to the shift.

    A naive ``at`` is meant on the site's wall clock. A repetition within 12 hours for the same
    shift is kept and answered with ``skipped_duplicate``. Raises NotFound for an employee of none
    of ``sites`` (None: any), Invalid for a time in the future or a malformed ``shift_data``, Refused
    (``four-eyes``) where people tell of themselves later, or of what is still to come.
    """
    new = _new(Direction.IN, at, shift_data, caller, event_id)
    return _checked(employee_id, sites, new)


def check_out(
    *,
    employee_id: int,
    at: datetime,
    sites: Collection[int] | None = None,
    shift_data: ShiftData | None = None,
    caller: object = None,
    event_id: str = "",
) -> ShiftStatus:
    """Record that somebody left, and say how that stands to the shift; raises as ``check_in``."""
    new = _new(Direction.OUT, at, shift_data, caller, event_id)
    return _checked(employee_id, sites, new)


def _new(
    direction: Direction,
    at: datetime,
    shift_data: ShiftData | None,
    caller: object,
    event_id: str,
) -> NewPunch:
    device = caller if isinstance(caller, Device) else None
    return NewPunch(
        at=at,
        direction=direction,
        source=Punch.Source.DEVICE if device else Punch.Source.WEB,
        device=device,
        shift_data=shift_data,
        event_id=event_id if device else "",
        who=caller if isinstance(caller, User) else None,
    )


def _checked(employee_id: int, sites: Collection[int] | None, new: NewPunch) -> ShiftStatus:
    oldest = A_CENTURY
    if new.at.tzinfo is None or _may_be_too_old(new):
        door = at_the_door(employee_id, new.at, sites)
        new = replace(new, at=door.at)
        if new.device is not None:
            oldest = timedelta(days=door.values[OLDEST_PUNCH_DAYS.name])
    _refuse_bad_time(new, oldest)
    is_more = new.shift_data is not None or is_told_elsewhere(new.at)
    recorded = record_punch(new, employee_id, sites=sites, not_of=new.who if is_more else None)
    day = recorded.placed.day
    if day is None:
        return _off_shift(new, recorded)
    return _status(new, recorded, day)


def _may_be_too_old(new: NewPunch) -> bool:
    """Say whether the site has to be asked how old a device's punch may be."""
    least = timedelta(days=OLDEST_PUNCH_DAYS.least or 0)
    return new.device is not None and clock.now() - new.at > least


def _refuse_bad_time(new: NewPunch, oldest: timedelta) -> None:
    """Refuse the future; of a device also the far past, where clocks fall back to."""
    error = clock_error(new.at, received_at=clock.now(), oldest=oldest)
    if error is not None:
        raise Invalid(f"The time {new.at.isoformat()} cannot be right ({error}).", code="bad-time")


def _status(new: NewPunch, recorded: Recorded, day: DerivedDay) -> ShiftStatus:
    """Return the day as it stands at the punch, not as it may be closed by now."""
    person = recorded.door.person
    zone = ZoneInfo(person.zone)
    came = new.at if new.direction is Direction.IN else day.first_in
    left = new.at if new.direction is Direction.OUT else day.last_out
    return ShiftStatus(
        employee_id=person.employee_id,
        status=str(day.word),
        check_in_time=came and came.astimezone(zone),
        check_out_time=left and left.astimezone(zone),
        is_late=day.is_late,
        late_minutes=day.late_minutes,
        is_early_exit=day.is_early_exit,
        early_minutes=day.early_minutes,
        grace_period_applied=day.grace_period_applied,
        flagged_for_review=day.flagged_for_review,
        skipped_duplicate=_is_repeated(recorded),
        message=_message(day, is_duplicate=_is_repeated(recorded)),
    )


def _is_repeated(recorded: Recorded) -> bool:
    return not recorded.is_new or recorded.outcome == Punch.Outcome.DUPLICATE


def _off_shift(new: NewPunch, recorded: Recorded) -> ShiftStatus:
    person = recorded.door.person
    is_in = new.direction is Direction.IN
    at = new.at.astimezone(ZoneInfo(person.zone))
    return ShiftStatus(
        employee_id=person.employee_id,
        status=str(DayStatus.PRESENT),
        check_in_time=at if is_in else None,
        check_out_time=None if is_in else at,
        is_late=False,
        late_minutes=0,
        is_early_exit=False,
        early_minutes=0,
        grace_period_applied=False,
        flagged_for_review=True,
        skipped_duplicate=_is_repeated(recorded),
        message=_WITHOUT_A_DAY.get(recorded.outcome, NO_SHIFT),
    )


def _message(day: DerivedDay, *, is_duplicate: bool) -> str:
    if is_duplicate:
        return "Already recorded for this shift."
    minutes = day.late_minutes or day.early_minutes
    text = _WORDS.get(day.word, str(day.word))
    text += f" by {minutes} min" if minutes else ""
    in_grace = day.grace_period_applied and not minutes
    return f"{text}, within the grace period." if in_grace else f"{text}."
