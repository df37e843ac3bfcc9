"""What HR did in the demo's month: forgotten check-outs put right by two people, a week paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from attendance.models import AttendanceDay, Regularisation
from attendance.services import (
    approve,
    derive_dirty_days,
    lock_payroll,
    mark_days,
    reject,
    request_correction,
)
from attendance.vocabulary import ClosedBy
from factory.core import clock
from factory.ops.demo_history import moment
from factory.ops.demo_users import demo_user
from factory.sites.models import Role, Site

WEEK = 7
Verdict = Callable[..., Any] | None
VERDICTS: tuple[tuple[Verdict, str], ...] = (
    (None, ""),
    (approve, "Seen at the gate; the guard's book agrees."),
    (reject, "The line leader knows nothing of it."),
    (approve, "The line leader confirms it."),
)
"""What became of the requests, newest first: that one waits."""


def use_the_desk(*, site: Site, history: Sequence[date]) -> None:
    """Ask for corrections of forgotten check-outs and decide them, and lock the first week's payroll."""
    forgotten = AttendanceDay.objects.filter(
        site=site, closed_by_rule=ClosedBy.SHIFT_END, is_settled=True
    )
    rows = list(forgotten.select_related("employee").order_by("-day", "employee")[: len(VERDICTS)])
    for day, (verdict, note) in zip(rows, VERDICTS, strict=False):
        _correct(day, verdict, note)
    # Approving derived some days as of then; this is what they are now.
    people = sorted({day.employee_id for day in rows})
    mark_days(site_id=site.pk, employee_ids=people, first=history[0], last=history[-1])
    derive_dirty_days(site_id=site.pk)
    if len(history) > 2 * WEEK:
        with clock.as_of(moment(history[WEEK + 3], 10 * 60, site.zone)):
            hr = demo_user(Role.HR)
            lock_payroll(site=site, first=history[0], last=history[WEEK - 1], caller=hr)


def _correct(day: AttendanceDay, verdict: Verdict, note: str) -> None:
    """HR asks after the shift's window and the operator decides an hour later, if that is past."""
    asked_at, now = day.closes + timedelta(hours=1), clock.now()
    if asked_at >= now:
        return
    with clock.as_of(asked_at):
        asked: Regularisation = request_correction(
            employee=day.employee,
            day=day.day,
            reason="Forgot to badge out",
            caller=demo_user(Role.HR),
            check_out_time=day.end + timedelta(minutes=4),
        )
    decided_at = asked_at + timedelta(hours=1)
    if verdict is not None and decided_at < now:
        with clock.as_of(decided_at):
            verdict(regularisation=asked, caller=demo_user("admin"), note=note)
