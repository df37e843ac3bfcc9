"""Rosters change: refused where they contradict themselves, and the days they touch are marked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError

from attendance.models import Holiday, Leave, Shift, ShiftAssignment, ShiftVersion, WeeklyOff
from attendance.models.shifts import ALWAYS
from attendance.rosters import clash
from attendance.selectors.rosters import stint_of, versions_of
from attendance.services.deriving import locked_employees
from attendance.services.marks import mark_days
from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site


@transaction.atomic
def define_shift(
    *, site: Site, name: str, caller: Any, effective_from: date = ALWAYS, **fields: Any
) -> Shift:
    """Make a shift with its first version; raises Invalid for hours that make no sense.

    ``fields`` are the columns of ShiftVersion, and the shift's ``colour`` and ``active``.
    """
    own = {key: fields.pop(key) for key in ("colour", "active") if key in fields}
    shift = Shift(site=site, name=name, **own)
    _checked(shift)
    shift.save(force_insert=True)
    change_shift(shift=shift, effective_from=effective_from, caller=caller, **fields)
    return shift


@transaction.atomic
def change_shift(*, shift: Shift, effective_from: date, caller: Any, **fields: Any) -> ShiftVersion:
    """Have a shift ask something else from a date on; what is not named stays as it was.

    The version of that date is changed where there is one. Days since then are derived again.
    Raises Invalid for hours that make no sense, Conflict (``overlap``) where assignments of one
    person would then overlap.
    """
    before = shift.versions.filter(effective_from__lte=effective_from).first()
    values = _values(before) | fields if before else fields
    version = shift.versions.filter(effective_from=effective_from).first() or ShiftVersion(
        shift=shift, site_id=shift.site_id, effective_from=effective_from
    )
    for name, value in values.items():
        setattr(version, name, value)
    save_version(version=version, caller=caller)
    return version


@transaction.atomic
def alter_shift(*, shift: Shift, effective_from: date, caller: Any, **values: Any) -> Shift:
    """Change a shift's name, colour or use at once, and what it asks from a date on.

    Raises as ``change_shift``.
    """
    own = {name: values.pop(name) for name in ("name", "colour", "active") if name in values}
    for name, value in own.items():
        setattr(shift, name, value)
    _checked(shift)
    shift.save()
    _noted(shift, caller, "alter-shift", **own)
    if values:
        change_shift(shift=shift, effective_from=effective_from, caller=caller, **values)
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, caller: Any) -> None:
    """Delete a shift that nobody was ever given; raises Conflict (``in-use``) otherwise."""
    _noted(shift, caller, "remove-shift", text=str(shift))
    try:
        shift.delete()
    except ProtectedError as error:
        raise Conflict(
            "People work this shift or have worked it; switch it off instead.", code="in-use"
        ) from error


def _values(version: ShiftVersion) -> dict[str, Any]:
    fixed = {"id", "site", "shift", "effective_from"}
    names = [field.name for field in version._meta.concrete_fields if field.name not in fixed]
    return {name: getattr(version, name) for name in names}


@transaction.atomic
def save_version(*, version: ShiftVersion, caller: Any) -> None:
    """Save a version as it stands; raises as ``change_shift``."""
    version.site_id = version.shift.site_id
    _checked(version)
    version.save()
    rows = ShiftAssignment.objects.filter(shift=version.shift).meeting(version.effective_from, None)
    for assignment in rows.select_related("employee", "shift"):
        _refuse_overlap(assignment)
    _noted(version, caller, "change-shift")
    pks = set(rows.order_by().values_list("employee_id", flat=True))
    mark_days(
        site_id=version.site_id, employee_ids=sorted(pks), first=version.effective_from, last=None
    )


def check_roster(row: Model) -> None:
    """Raise what saving the row would raise; for forms, which can say so beside the fields."""
    if isinstance(row, ShiftAssignment):
        _check_assignment(row)
    elif isinstance(row, Leave):
        _check_leave(row)
    elif isinstance(row, WeeklyOff):
        _check_weekly_off(row)


def _check_assignment(assignment: ShiftAssignment) -> None:
    assignment.site_id = assignment.employee.site_id
    if assignment.shift.site_id != assignment.site_id:
        raise Invalid("This shift belongs to another site.", fields={"shift": "Other site."})
    _checked(assignment)
    _refuse_overlap(assignment)


def _check_leave(leave: Leave) -> None:
    leave.site_id = leave.employee.site_id
    _checked(leave)
    others = Leave.objects.filter(employee_id=leave.employee_id).exclude(pk=leave.pk)
    other = others.meeting(leave.from_date, leave.to_date).first()
    if other is not None:
        raise Conflict(
            f"There is leave from {other.from_date} to {other.to_date} already.", code="overlap"
        )


def _check_weekly_off(weekly_off: WeeklyOff) -> None:
    employee = weekly_off.employee
    if employee is not None and employee.site_id != weekly_off.site_id:
        raise Invalid("This person belongs to another site.", fields={"employee": "Other site."})
    _checked(weekly_off)


@transaction.atomic
def save_assignment(*, assignment: ShiftAssignment, caller: Any) -> ShiftAssignment:
    """Give an employee a shift for a span of days, or change such a span.

    Raises Invalid for a span or people that do not fit together, Conflict (``overlap``) where the
    hours would overlap with those of another shift of the same person.
    """
    # Two overlapping assignments at once: the second waits here and then sees the first.
    locked_employees(assignment.employee.site, [assignment.employee_id])
    _check_assignment(assignment)
    _save_marked(assignment, caller, "assign-shift")
    return assignment


def _refuse_overlap(assignment: ShiftAssignment) -> None:
    others = (
        ShiftAssignment.objects.filter(employee_id=assignment.employee_id)
        .exclude(pk=assignment.pk)
        .select_related("shift")
    )
    rows = list(others)
    versions = versions_of({assignment.shift_id, *(row.shift_id for row in rows)})
    mine = stint_of(assignment, versions)
    for other in rows:
        day = clash(mine, stint_of(other, versions))
        if day is not None:
            raise Conflict(
                f"{assignment.employee} has {other.shift} from {other.from_date}"
                f" to {other.to_date or 'further notice'}; the hours overlap on {day}.",
                code="overlap",
            )


@transaction.atomic
def save_leave(*, leave: Leave, caller: Any) -> Leave:
    """Grant or change leave; raises Invalid for a bad span, Conflict (``overlap``) for two at once."""
    locked_employees(leave.employee.site, [leave.employee_id])
    _check_leave(leave)
    _save_marked(leave, caller, "grant-leave")
    return leave


@transaction.atomic
def save_weekly_off(*, weekly_off: WeeklyOff, caller: Any) -> WeeklyOff:
    """Save a group's weekly off; raises Invalid for weekdays that are none or people elsewhere."""
    _check_weekly_off(weekly_off)
    _save_marked(weekly_off, caller, "set-weekly-off")
    return weekly_off


@transaction.atomic
def save_holiday(*, holiday: Holiday, caller: Any) -> Holiday:
    """Save a holiday; raises Invalid where the site has one on that day."""
    _checked(holiday)
    before = Holiday.objects.filter(pk=holiday.pk).values_list("day", flat=True)
    days = {holiday.day, *before}
    holiday.save()
    _noted(holiday, caller, "set-holiday")
    for day in sorted(days):
        mark_days(site_id=holiday.site_id, employee_ids=[None], first=day, last=day)
    return holiday


@transaction.atomic
def remove(*, row: ShiftAssignment | WeeklyOff | Holiday | Leave, caller: Any) -> None:
    """Delete a row of the roster; its days are derived again, and the audit trail keeps it."""
    _noted(row, caller, f"remove-{row._meta.model_name}", text=str(row))
    _mark(row)
    row.delete()


def _save_marked(row: ShiftAssignment | WeeklyOff | Leave, caller: Any, act: str) -> None:
    """Save, and mark the days that the row held before and those that it holds now."""
    before = type(row).objects.filter(pk=row.pk).first() if row.pk else None
    row.save()
    _noted(row, caller, act)
    for version in filter(None, (before, row)):
        _mark(version)


def _mark(row: ShiftAssignment | WeeklyOff | Holiday | Leave) -> None:
    if isinstance(row, Holiday):
        mark_days(site_id=row.site_id, employee_ids=[None], first=row.day, last=row.day)
        return
    mark_days(
        site_id=row.site_id, employee_ids=[row.employee_id], first=row.from_date, last=row.to_date
    )


def _checked(row: Model) -> None:
    """Raise Invalid, field by field, where the row's own rules or its constraints say no."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        named = {name: text for name, text in fields.items() if name != "__all__"}
        raise Invalid(" ".join(fields.values()), fields=named) from error


def _noted(row: Any, caller: Any, act: str, **detail: Any) -> None:
    record(site_id=row.site_id, caller=caller, act=act, subject=row, **detail)
