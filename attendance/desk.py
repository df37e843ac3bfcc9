"""Attendance on the admin's front page."""

from __future__ import annotations

from django.urls import reverse

from attendance.models import Regularisation
from attendance.selectors.today import Today, today_at
from factory.core import clock
from factory.sites.desk import Desk, Figure, Page, Panel, Tone, alarming, list_url
from factory.sites.models import Site

VIEW = "attendance.view_attendanceday"


def panel(site: Site) -> Panel:
    """Return who is in, late and missing, and what waits for HR."""
    today = today_at(site, clock.now())
    board = f"{reverse('admin:attendance_today')}?site={site.pk}"
    return Panel(
        title="Attendance",
        url=board,
        figures=_figures(site, today, board) if _is_any(today) else (),
        empty="No shifts today. Add a shift and put people on it under Shift assignments.",
    )


def _is_any(today: Today) -> bool:
    return any((today.present, today.left, today.missing, today.away, today.flagged, today.asked))


def _figures(site: Site, today: Today, board: str) -> tuple[Figure, ...]:
    flagged = f"{reverse('admin:attendance_review')}?site={site.pk}"
    asked = list_url(Regularisation, site, state__exact=Regularisation.State.PENDING)
    return (
        Figure("in now", today.present, Tone.GOOD, board),
        Figure("gone", today.left, url=board),
        Figure("missing", today.missing, alarming(today.missing, Tone.BAD), board),
        Figure("late", today.late, alarming(today.late), board),
        Figure("away", today.away, url=board),
        Figure("to review", today.flagged, alarming(today.flagged), flagged),
        Figure("requests", today.asked, alarming(today.asked), asked),
    )


DESK = Desk(
    "attendance",
    VIEW,
    panel,
    pages=(
        Page("Today", "admin:attendance_today", VIEW),
        Page("Days to review", "admin:attendance_review", VIEW),
        Page("Payroll", "admin:attendance_payroll", VIEW),
        Page("Muster roll", "admin:attendance_muster", VIEW),
    ),
    records=frozenset({"dayreview", "dirtyday", "intake", "shiftversion", "straypunch"}),
)
