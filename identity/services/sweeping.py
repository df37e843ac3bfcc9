"""The minute's look: what waits is rung for, what has no basis any more is let go of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from factory.core import clock
from factory.core.ring import ring
from identity.models import Employee, Enrolment, Erasure, Sighting
from identity.services import attempts
from identity.services.counting import note_given_up
from identity.services.enrolment import enrol_where_untried
from identity.services.erasure import ERASE, request_erasure
from identity.services.orphan_alerts import close_when_quiet
from identity.services.outages import close_when_over
from identity.services.sightings import SEARCH
from identity.services.strangers import GROUP, let_go_of_strangers
from identity.services.trials import ENROL

AT_ONCE = 2000
"""Rung for in a second or two; with Rekognition's usual five a second there are 300 a minute."""
GROUPED_AT_ONCE = 100
UNGROUPED = (timedelta(minutes=2), timedelta(days=1))
"""A lost ring is made good within this span; what cannot be grouped is not tried for ever."""


def sweep() -> None:
    """Ring for waiting searches, enrolments, erasures and groups; fail what workers die on, and try
    again, slowly, what failed for a passing reason.
    """
    now = clock.now()
    close_when_over()
    close_when_quiet()
    enrol_where_untried()
    for rows, task in ((Sighting.objects.all(), SEARCH), (Enrolment.objects.all(), ENROL)):
        attempts.give_up(rows, now, note_given_up if task == SEARCH else None)
        attempts.begin_round(rows, now, AT_ONCE)
        _ring_for(task, rows.due(now).order_by("pk")[:AT_ONCE])
    Employee.objects.all().note_inactive()
    for employee in Employee.objects.to_forget().without_erasure()[:AT_ONCE]:
        request_erasure(employee=employee, caller=None, why=Erasure.Why.NO_BASIS)
    _ring_for(ERASE, Erasure.objects.due(now).order_by("pk")[:AT_ONCE])
    _ring_for(GROUP, _ungrouped(now)[:GROUPED_AT_ONCE])
    let_go_of_strangers()


def _ring_for(task: str, rows: Any) -> None:
    for pk in rows.values_list("pk", flat=True):
        ring(task, pk)


def _ungrouped(now: datetime) -> Any:
    since, until = now - UNGROUPED[1], now - UNGROUPED[0]
    waiting = Sighting.objects.to_review().filter(stranger=None)
    return waiting.filter(finished_at__gt=since, finished_at__lt=until).order_by("pk")
