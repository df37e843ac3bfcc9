"""Shifts are made and changed: by versions, so that past days keep the rule they had."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from attendance.models import Shift, ShiftAssignment, ShiftVersion
from attendance.models.shifts import ALWAYS
from attendance.services.marks import SHIFTS_BESIDE, mark_days
from attendance.services.roster_checks import checked, noted, refuse_any_overlap, restamp
from factory.core.errors import Conflict
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
    checked(shift)
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
    checked(shift)
    shift.save()
    noted(shift, caller, "alter-shift", **own)
    if values:
        change_shift(shift=shift, effective_from=effective_from, caller=caller, **values)
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, caller: Any) -> None:
    """Delete a shift that nobody was ever given; raises Conflict (``in-use``) otherwise."""
    noted(shift, caller, "remove-shift", text=str(shift))
    restamp(shift.site_id)
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
    checked(version)
    version.save()
    restamp(version.site_id)
    works_it = Q(shift=version.shift) | Q(pattern__days__shift=version.shift)
    rows = ShiftAssignment.objects.filter(works_it).meeting(version.effective_from, None).distinct()
    refuse_any_overlap(version.site_id, rows)
    noted(version, caller, "change-shift")
    pks = set(rows.order_by().values_list("employee_id", flat=True))
    first = version.effective_from - SHIFTS_BESIDE
    mark_days(site_id=version.site_id, employee_ids=sorted(pks), first=first, last=None)
