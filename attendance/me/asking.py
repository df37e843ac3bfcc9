"""A filled-in form becomes a request for a correction: an employee's own, or HR's for somebody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attendance import services
from attendance.asked_times import AskedTimes, asked_times
from attendance.me.forms import CorrectionForm
from attendance.models import Regularisation
from attendance.occurrences import ShiftOccurrence
from attendance.selectors.timelines import day_asked_about
from factory.core.errors import DomainError
from factory.core.models import User
from identity.models import Employee


def ask(form: CorrectionForm, *, employee: Employee, caller: User) -> Regularisation | None:
    """Ask for what a valid form says; what makes no sense becomes the form's error, and None."""
    values = form.cleaned_data
    asked = _times(form, employee)
    if asked is None:
        return None
    try:
        return services.request_correction(
            employee=employee,
            day=values["day"],
            reason=values["reason"],
            evidence=values["evidence"],
            caller=caller,
            check_in_time=asked.came,
            check_out_time=asked.left,
            void=values.get("void"),
        )
    except DomainError as error:
        form.add_error(None, error.detail)
        return None


def told(asked: Regularisation) -> str:
    """Return the moments of a request with their dates, for whoever asked to see which they are."""
    zone = asked.site.zone
    moments = {"came": asked.check_in_time, "left": asked.check_out_time}
    parts = [f"{word} {_dated(at.astimezone(zone))}" for word, at in moments.items() if at]
    return f"Asked: {', '.join(parts)}." if parts else "Asked."


def _dated(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


def _times(form: CorrectionForm, employee: Employee) -> AskedTimes | None:
    values: dict[str, Any] = form.cleaned_data
    day, clocks = values["day"], (values["came_at"], values["left_at"])
    zone = employee.site.zone
    shifts, known_in = day_asked_about(employee, day)
    asked = asked_times(day, *clocks, zone=zone, shifts=shifts, known_in=known_in)
    for name in asked.unfit:
        form.add_error(f"{name}_at", _unfit(employee, day, shifts))
    return None if asked.unfit else asked


def _unfit(employee: Employee, day: date, shifts: list[ShiftOccurrence]) -> str:
    zone = employee.site.zone
    hours = ", ".join(
        f"{one.start.astimezone(zone):%H:%M} to {one.end.astimezone(zone):%H:%M}" for one in shifts
    )
    return (
        f"Not about the shift of {day:%a} {day.day} {day:%b %Y} ({hours}): choose the day it began."
    )
