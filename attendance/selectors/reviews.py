"""Flagged days that wait for a person, with the punches and pictures behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from attendance.models import AttendanceDay, Punch, StrayPunch
from attendance.selectors.day_windows import shown_beside
from attendance.vocabulary import ReviewReason
from factory.sites.models import Site

_TEXTS = {
    ReviewReason.MISSED_CHECK_IN: "Nobody saw them come.",
    ReviewReason.MISSED_CHECK_OUT: "Nobody saw them leave; a rule supplied the check-out.",
    ReviewReason.MISSED_RETURN: "Left twice, and nobody saw them come back: that time is not counted.",
    ReviewReason.UNCLEAR_PAIRS: "Comings and goings do not pair: too much may be counted, or too little.",
    ReviewReason.EARLY_BY_SIGHTING: "Early only because nobody saw them later.",
    ReviewReason.DEVICE_SILENT: "Not all that devices, cameras or the face search saw was known.",
    ReviewReason.TOO_SHORT: "Was there, but too short to count as present.",
    ReviewReason.LONG_SPAN: "Stayed longer than the shift allows.",
    ReviewReason.WORKED_THROUGH: "Two shifts in one go, without a punch between them.",
    ReviewReason.WORKED_ON_DAY_OFF: "Worked on a day off.",
    ReviewReason.WORKED_ON_LEAVE: "Worked while on leave.",
    ReviewReason.OUTSIDE_EMPLOYMENT: "Punches before joining or after leaving.",
    ReviewReason.OFF_SHIFT: "Not seen in the shift, but at other hours of the day.",
}
REASONS = {reason.value: text for reason, text in _TEXTS.items()}


@dataclass(frozen=True, slots=True)
class DayToReview:
    """A flagged day, why it is, and its punches."""

    row: AttendanceDay
    reasons: list[str]
    punches: list[Punch]


def review_queue(
    site: Site,
    *,
    department: str = "",
    shift_id: int | None = None,
    month: date | None = None,
    reason: str = "",
) -> QuerySet[AttendanceDay]:
    """Return a site's days to review, oldest first, since payroll closes on them."""
    rows: QuerySet[AttendanceDay] = AttendanceDay.objects.filter(site=site, needs_review=True)
    if department:
        rows = rows.filter(department=department)
    if shift_id is not None:
        rows = rows.filter(shift_id=shift_id)
    if month is not None:
        rows = rows.filter(day__year=month.year, day__month=month.month)
    if reason:
        # As text, because not every database looks into a list; no reason contains another.
        rows = rows.filter(reasons__icontains=f'"{reason}"')
    return rows.select_related("employee", "shift").order_by("day", "employee__name", "pk")


def with_punches(site: Site, rows: Sequence[AttendanceDay]) -> list[DayToReview]:
    """Return the days with their punches and pictures: one query for all of them."""
    found: dict[int, list[Punch]] = defaultdict(list)
    windows = [shown_beside(row) for row in rows]
    if windows:
        punches = Punch.objects.filter(
            site=site,
            employee_id__in={row.employee_id for row in rows},
            at__range=(min(since for since, _ in windows), max(until for _, until in windows)),
        )
        for punch in punches.select_related("sighting__snapshot", "device", "camera").order_by(
            "at"
        ):
            found[punch.employee_id].append(punch)
    return [
        DayToReview(
            row,
            [REASONS.get(reason, reason) for reason in row.reasons],
            [punch for punch in found[row.employee_id] if since <= punch.at <= until],
        )
        for row, (since, until) in zip(rows, windows, strict=True)
    ]


def beside_the_queue(site: Site) -> dict[str, int]:
    """Return what else waits: punches with impossible times, and those outside all shifts."""
    suspects = Punch.objects.filter(site=site, outcome=Punch.Outcome.SUSPECT)
    return {
        "suspects": suspects.count(),
        "strays": StrayPunch.objects.filter(site=site).count(),
    }
