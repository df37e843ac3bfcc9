"""Rotating patterns: made, and changed while nobody works them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from attendance.models import PatternDay, Shift, ShiftAssignment, ShiftPattern
from attendance.patterns import Cell, Pattern
from attendance.services.roster_checks import checked, noted, refuse_pattern_overlap, restamp
from factory.core.errors import Conflict, Invalid


def check_pattern(*, pattern: ShiftPattern, shifts: Mapping[Cell, Shift]) -> None:
    """Raise what saving the pattern would raise, but for hours that overlap."""
    _refuse_senseless(pattern, shifts)
    if pattern.pk and _is_other(pattern, shifts) and _is_worked(pattern):
        raise Conflict(
            "People work this pattern or have worked it; make another and assign it from a date.",
            code="in-use",
        )


@transaction.atomic
def save_pattern(
    *, pattern: ShiftPattern, shifts: Mapping[Cell, Shift] | None, caller: Any
) -> ShiftPattern:
    """Save a pattern with its days of work by (week, weekday), both from 0; None leaves them alone.

    Raises Invalid for a cycle that makes no sense, a shift of another site or hours that overlap,
    Conflict (``in-use``) where the days would change although somebody works the pattern: past
    days keep the pattern they had, and another one is given from a date on.
    """
    checked(pattern)
    if shifts is None:
        pattern.save()
        noted(pattern, caller, "save-pattern")
        return pattern
    check_pattern(pattern=pattern, shifts=shifts)
    pattern.save()
    pattern.days.all().delete()
    PatternDay.objects.bulk_create(
        PatternDay(
            site_id=pattern.site_id, pattern=pattern, week=week + 1, weekday=weekday, shift=shift
        )
        for (week, weekday), shift in shifts.items()
    )
    refuse_pattern_overlap(pattern)
    restamp(pattern.site_id)
    noted(pattern, caller, "save-pattern")
    return pattern


def _refuse_senseless(pattern: ShiftPattern, shifts: Mapping[Cell, Shift]) -> None:
    if any(shift.site_id != pattern.site_id for shift in shifts.values()):
        raise Invalid("A shift belongs to another site.", fields={"days": "Other site."})
    try:
        Pattern(pattern.weeks, {cell: str(shift.pk) for cell, shift in shifts.items()})
    except ValueError as error:
        raise Invalid(str(error), fields={"days": str(error)}) from error


def _is_other(pattern: ShiftPattern, shifts: Mapping[Cell, Shift]) -> bool:
    before = ShiftPattern.objects.get(pk=pattern.pk)
    days = {(one.week - 1, one.weekday): one.shift_id for one in pattern.days.all()}
    return before.weeks != pattern.weeks or days != {
        cell: shift.pk for cell, shift in shifts.items()
    }


def _is_worked(pattern: ShiftPattern) -> bool:
    return ShiftAssignment.objects.filter(pattern=pattern).exists()


@transaction.atomic
def remove_pattern(*, pattern: ShiftPattern, caller: Any) -> None:
    """Delete a pattern that nobody was ever given; raises Conflict (``in-use``) otherwise."""
    if _is_worked(pattern):
        raise Conflict(
            "People work this pattern or have worked it; switch it off instead.", code="in-use"
        )
    noted(pattern, caller, "remove-pattern", text=str(pattern))
    pattern.delete()
    restamp(pattern.site_id)
