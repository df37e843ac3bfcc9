"""What changes of a roster share: the row's own rules, the clash of hours, the audit trail."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from attendance.models import ShiftAssignment
from attendance.rosters import clash
from attendance.selectors.rosters import stint_of, versions_of
from factory.audit.services import record
from factory.core.errors import Conflict, Invalid


def refuse_overlap(assignment: ShiftAssignment) -> None:
    """Raise Conflict (``overlap``) where one person's hours would overlap."""
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


def checked(row: Model) -> None:
    """Raise Invalid, field by field, where the row's own rules or its constraints say no."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        named = {name: text for name, text in fields.items() if name != "__all__"}
        raise Invalid(" ".join(fields.values()), fields=named) from error


def noted(row: Any, caller: Any, act: str, **detail: Any) -> None:
    """Write an act on a row into the audit trail."""
    record(site_id=row.site_id, caller=caller, act=act, subject=row, **detail)
