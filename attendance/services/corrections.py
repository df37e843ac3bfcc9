"""Corrections: asked for by one person, decided by another, taking effect as new records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import AttendanceDay, Punch, Regularisation
from attendance.punch_keys import regularisation_key
from attendance.rosters import A_DAY
from attendance.services.recording import NewPunch, record_punch, void_punch
from attendance.services.setting_aside import derive_now
from attendance.vocabulary import Direction
from factory.alerts.events import publish
from factory.audit.services import record
from factory.core import clock
from factory.core.dates import check_day, day_in
from factory.core.errors import Conflict, Invalid
from factory.core.four_eyes import refuse_own
from factory.core.models import User
from identity.models import Employee

VIEW = "attendance.view_regularisation"


@transaction.atomic
def request_correction(
    *,
    employee: Employee,
    day: date,
    reason: str,
    caller: User,
    check_in_time: datetime | None = None,
    check_out_time: datetime | None = None,
    void: Punch | None = None,
    evidence: str = "",
) -> Regularisation:
    """Ask for a day to be corrected; nothing changes until somebody else approves.

    Raises Invalid where nothing is asked for, no reason is given, a time lies in the future, the
    punch is another person's, a time or the punch lies more than a day before ``day`` or two
    days behind it, or ``day`` is outside 1970 to 2200.
    """
    _refuse_senseless(employee, reason, check_in_time, check_out_time, void)
    moments = {
        "check_in_time": check_in_time,
        "check_out_time": check_out_time,
        "void_punch": void.at if void else None,
    }
    _refuse_other_days(employee, day, moments)
    asked: Regularisation = Regularisation.objects.create(
        site_id=employee.site_id,
        employee=employee,
        day=day,
        check_in_time=check_in_time,
        check_out_time=check_out_time,
        void_punch=void,
        reason=reason.strip(),
        evidence=evidence,
        asked_by=caller,
    )
    record(site_id=asked.site_id, caller=caller, act="ask-correction", subject=asked)
    publish(asked.site_id, "regularisation", VIEW, [asked.pk])
    return asked


def _refuse_senseless(
    employee: Employee,
    reason: str,
    check_in_time: datetime | None,
    check_out_time: datetime | None,
    void: Punch | None,
) -> None:
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": "Required."})
    times = [at for at in (check_in_time, check_out_time) if at]
    if not times and void is None:
        raise Invalid("Give a check-in, a check-out or a punch to void.")
    if any(at > clock.now() for at in times):
        raise Invalid("A correction is about the past.", code="bad-time")
    if void is not None and void.employee_id != employee.pk:
        raise Invalid("This punch is another person's.", fields={"void_punch": "Not theirs."})


def _refuse_other_days(
    employee: Employee, day: date, moments: Mapping[str, datetime | None]
) -> None:
    """Refuse what is not of that day by the site's clock.

    A night reaches into its neighbours, and 24 hours from a late evening into the second morning.
    """
    try:
        check_day(day)
    except ValidationError as error:
        raise Invalid(
            error.messages[0], code="bad-time", fields={"day": "Out of range."}
        ) from error
    zone = employee.site.zone
    for name, at in moments.items():
        if at is not None and not -A_DAY <= day_in(zone, at) - day <= 2 * A_DAY:
            raise Invalid(
                f"{day_in(zone, at)} is too far away from {day}.",
                code="other-day",
                fields={name: "Of another day."},
            )


@transaction.atomic
def approve(*, regularisation: Regularisation, caller: User, note: str = "") -> Regularisation:
    """Let a correction take effect: its punches are recorded, its wrong one voided.

    Where other punches go further (an earlier coming, a later going) the days come out as before:
    ``changed_nothing`` says so.
    Raises Refused (``four-eyes``) for the requester and for the person it is about, Conflict
    (``decided``) once it is decided.
    """
    asked = _decided(regularisation, caller, Regularisation.State.APPROVED, note)
    before = _days_around(asked)
    days = set()
    for punch in _punches(asked, caller):
        record_punch(punch, asked.employee_id)
        day = punch.at.astimezone(asked.site.zone).date()
        days |= {day - A_DAY, day + A_DAY}
    if days:
        # At once, because whoever approves looks at the day next.
        derive_now(site=asked.site, employee_id=asked.employee_id, first=min(days), last=max(days))
    if asked.void_punch is not None:
        void_punch(punch=asked.void_punch, reason=asked.reason, caller=caller)
    asked.changed_nothing = _days_around(asked) == before
    return asked


def _days_around(asked: Regularisation) -> list[tuple[Any, ...]]:
    near = (asked.day - A_DAY, asked.day + A_DAY)
    days = AttendanceDay.objects.filter(employee=asked.employee_id, day__range=near)
    said = ("start", "status", "first_in", "last_out", "closed_by_rule", "worked_minutes")
    return list(days.order_by("start", "pk").values_list(*said))


@transaction.atomic
def reject(*, regularisation: Regularisation, caller: User, note: str) -> Regularisation:
    """Say no, and why; raises as ``approve``, and Invalid without a note."""
    if not note.strip():
        raise Invalid("Say why not.", fields={"note": "Required."})
    return _decided(regularisation, caller, Regularisation.State.REJECTED, note)


def _decided(regularisation: Regularisation, caller: User, state: str, note: str) -> Regularisation:
    asked: Regularisation = (
        Regularisation.objects.select_for_update(of=("self",))
        .select_related("employee", "site", "void_punch__site")
        .get(pk=regularisation.pk)
    )
    if asked.state != Regularisation.State.PENDING:
        raise Conflict(f"This request is {asked.state} already.", code="decided")
    for owner in (asked.asked_by_id, asked.employee.user_id):
        refuse_own(
            caller=caller,
            owner_id=owner,
            act="decide-correction",
            subject=asked,
            detail="Somebody else decides about one's own request.",
        )
    asked.state, asked.note = state, note.strip()
    asked.decided_by, asked.decided_at = caller, clock.now()
    asked.save(update_fields=["state", "note", "decided_by", "decided_at"])
    record(site_id=asked.site_id, caller=caller, act=f"correction-{state}", subject=asked)
    publish(asked.site_id, "regularisation", VIEW, [asked.pk])
    return asked


def _punches(asked: Regularisation, caller: User) -> Iterator[NewPunch]:
    wanted = {Direction.IN: asked.check_in_time, Direction.OUT: asked.check_out_time}
    for direction, at in wanted.items():
        if at is not None:
            yield NewPunch(
                at=at,
                direction=direction,
                source=Punch.Source.MANUAL,
                key=regularisation_key(asked.pk, direction),
                who=caller,
            )
