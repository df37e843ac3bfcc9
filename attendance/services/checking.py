"""Check-in and check-out: the punch is recorded, and the answer says what it means for the shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from attendance.day_facts import DerivedDay
from attendance.models import Punch
from attendance.overrides import ShiftData
from attendance.punches import clock_error
from attendance.services.recording import NewPunch, Recorded, record_punch
from attendance.site_settings import OLDEST_PUNCH_DAYS
from attendance.vocabulary import DayStatus, Direction
from factory.core import clock
from factory.core.errors import Invalid
from factory.core.models import User
from factory.sites.models import Device
from identity.models import Employee

NO_SHIFT = "No shift is rostered at this time; the punch is kept for review."
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
    employee: Employee,
    at: datetime,
    shift_data: ShiftData | None = None,
    caller: object = None,
    event_id: str = "",
) -> ShiftStatus:
    """Record that somebody came, and say how that stands to the shift.

    A repetition within 12 hours for the same shift is kept and answered with
    ``skipped_duplicate``. Raises Invalid for a time in the future or a malformed ``shift_data``.
    """
    return _checked(
        _new(employee, at, Direction.IN, shift_data=shift_data, caller=caller, event_id=event_id)
    )


def check_out(
    *,
    employee: Employee,
    at: datetime,
    shift_data: ShiftData | None = None,
    caller: object = None,
    event_id: str = "",
) -> ShiftStatus:
    """Record that somebody left, and say how that stands to the shift; raises as ``check_in``."""
    return _checked(
        _new(employee, at, Direction.OUT, shift_data=shift_data, caller=caller, event_id=event_id)
    )


def _new(
    employee: Employee,
    at: datetime,
    direction: Direction,
    *,
    shift_data: ShiftData | None,
    caller: object,
    event_id: str,
) -> NewPunch:
    device = caller if isinstance(caller, Device) else None
    _refuse_bad_time(employee.site_id, at, is_device=device is not None)
    return NewPunch(
        employee=employee,
        at=at,
        direction=direction,
        source=Punch.Source.DEVICE if device else Punch.Source.WEB,
        device=device,
        shift_data=shift_data,
        event_id=event_id if device else "",
        who=caller if isinstance(caller, User) else None,
    )


def _refuse_bad_time(site_id: int, at: datetime, *, is_device: bool) -> None:
    """Refuse the future; of a device also the far past, where clocks fall back to."""
    oldest = timedelta(days=OLDEST_PUNCH_DAYS.of(site_id)) if is_device else timedelta(days=36_500)
    error = clock_error(at, received_at=clock.now(), oldest=oldest)
    if error is not None:
        raise Invalid(f"The time {at.isoformat()} cannot be right ({error}).", code="bad-time")


def _checked(new: NewPunch) -> ShiftStatus:
    recorded = record_punch(new)
    day = _day_of(recorded)
    is_duplicate = not recorded.is_new or recorded.punch.outcome == Punch.Outcome.DUPLICATE
    if day is None:
        return _off_shift(new, is_duplicate=is_duplicate)
    return ShiftStatus(
        employee_id=new.employee.pk,
        status=str(day.word),
        check_in_time=_local(new, new.at if new.direction is Direction.IN else day.first_in),
        check_out_time=_local(new, new.at if new.direction is Direction.OUT else day.last_out),
        is_late=day.is_late,
        late_minutes=day.late_minutes,
        is_early_exit=day.is_early_exit,
        early_minutes=day.early_minutes,
        grace_period_applied=day.grace_period_applied,
        flagged_for_review=day.flagged_for_review,
        skipped_duplicate=is_duplicate,
        message=_message(day, is_duplicate=is_duplicate),
    )


def _local(new: NewPunch, moment: datetime | None) -> datetime | None:
    """Return a moment on the site's wall clock, as people there would say it."""
    return moment.astimezone(new.employee.site.zone) if moment else None


def _day_of(recorded: Recorded) -> DerivedDay | None:
    """Return the punch's day as it stands at the punch, not as it may be closed by now."""
    timeline = recorded.material.timeline(recorded.punch.at)
    place = recorded.material.occurrence_of(str(recorded.punch.pk))
    days = (day for facts, day in timeline.days if facts.occurrence == place)
    return next(days, None)


def _off_shift(new: NewPunch, *, is_duplicate: bool) -> ShiftStatus:
    is_in = new.direction is Direction.IN
    return ShiftStatus(
        employee_id=new.employee.pk,
        status=str(DayStatus.PRESENT),
        check_in_time=_local(new, new.at) if is_in else None,
        check_out_time=None if is_in else _local(new, new.at),
        is_late=False,
        late_minutes=0,
        is_early_exit=False,
        early_minutes=0,
        grace_period_applied=False,
        flagged_for_review=True,
        skipped_duplicate=is_duplicate,
        message=NO_SHIFT,
    )


def _message(day: DerivedDay, *, is_duplicate: bool) -> str:
    if is_duplicate:
        return "Already recorded for this shift."
    minutes = day.late_minutes or day.early_minutes
    text = _WORDS.get(day.word, str(day.word))
    text += f" by {minutes} min" if minutes else ""
    return f"{text}, within the grace period." if day.grace_period_applied else f"{text}."
