"""How an attendance day looks in a list: its status from afar, and its times as a clock tells them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib import admin
from django.utils.safestring import SafeString

from attendance.models import AttendanceDay
from attendance.vocabulary import DayStatus
from factory.sites.admin_marks import badge
from factory.sites.desk import Tone

TONES: Final[dict[str, Tone]] = {
    DayStatus.PRESENT: Tone.GOOD,
    DayStatus.LATE: Tone.WARN,
    DayStatus.EARLY_EXIT: Tone.WARN,
    DayStatus.HALF_DAY: Tone.WARN,
    DayStatus.ABSENT: Tone.BAD,
}


@admin.display(description="status", ordering="status")
def status(day: AttendanceDay) -> SafeString:
    return badge(tone(day), day.shown)


def tone(day: AttendanceDay) -> Tone:
    """Return how good a day is: one that lacks a punch is in doubt once its shift is over."""
    if day.status == DayStatus.INCOMPLETE:
        return Tone.WARN if day.is_settled or day.is_late else Tone.GOOD
    return TONES.get(day.status, Tone.PLAIN)


@admin.display(description="to review", ordering="needs_review")
def to_review(day: AttendanceDay) -> SafeString:
    return badge(Tone.WARN, "to review") if day.needs_review else SafeString("")


def clock_time(name: str) -> Callable[[AttendanceDay], str]:
    """Return a column of a day's moment by its site's clock, and on which later day where it is one."""

    @admin.display(description=name.replace("_", " "), ordering=name)
    def shown(day: AttendanceDay) -> str:
        moment = getattr(day, name)
        if moment is None:
            return "-"
        local = moment.astimezone(day.site.zone)
        days = (local.date() - day.day).days
        return f"{local:%H:%M}{f' ({days:+d} d)' if days else ''}"

    return shown
