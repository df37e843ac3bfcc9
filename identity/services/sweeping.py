"""The minute's look: what waits is rung for, what has no basis any more is let go of."""

from __future__ import annotations

from factory.core import clock
from factory.core.ring import ring
from identity.models import Employee, Enrolment, Sighting
from identity.services import attempts
from identity.services.enrolment import ENROL, FORGET
from identity.services.sightings import SEARCH

AT_ONCE = 200


def sweep() -> None:
    """Ring for waiting searches and enrolments and for faces to forget; fail what workers die on."""
    now = clock.now()
    for rows, task in ((Sighting.objects.all(), SEARCH), (Enrolment.objects.all(), ENROL)):
        attempts.give_up(rows, now)
        for pk in rows.due(now).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
            ring(task, pk)
    for pk in Employee.objects.to_forget().values_list("pk", flat=True)[:AT_ONCE]:
        ring(FORGET, pk)
