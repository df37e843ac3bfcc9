"""What a person said that a face is not, remembered: a machine does not say so again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from factory.core import clock
from factory.core.leases import State
from factory.core.memo import forget_all
from factory.core.models import User
from identity.matching import Verdict
from identity.models import Employee, NotThisPerson, Sighting, Stranger
from identity.selectors import groups_strangers, is_denied
from identity.services.strangers import SAID_BEFORE, drawn, give_stranger, like


def make_memorable(*, sighting: Sighting, employee: Employee) -> None:
    """Sketch a face of which a person says that it is not this employee's, unless it is sketched.

    Matched faces are not grouped, new ones not yet. Not inside a transaction. Safe to repeat.
    """
    searched = sighting.state in (State.DONE, State.FAILED)
    if searched and sighting.stranger_id is None and employee.site_id == sighting.site_id:
        give_stranger(sighting)


def remember_not(*, stranger: Stranger, employee: Employee, user: User | None, act: UUID) -> None:
    """Remember that a stranger is not this employee, within the caller's transaction."""
    NotThisPerson.objects.get_or_create(
        stranger=stranger,
        employee=employee,
        defaults={"site_id": stranger.site_id, "who": user, "act": act, "at": clock.now()},
    )
    transaction.on_commit(forget_all)


def forget_not(*, stranger: Stranger, act: UUID) -> None:
    """Forget what one click said of a stranger; a sketch that was made for that alone goes as well."""
    stranger.not_these.filter(act=act).delete()
    if not groups_strangers(stranger.site_id) and not stranger.not_these.exists():
        stranger.delete()


def mind_what_was_said(sighting: Sighting, verdict: Verdict) -> Verdict:
    """Return the verdict without whom a person said of this face that it is not."""
    if not any(is_denied(person, sighting.site_id) for person in verdict.people):
        return verdict
    sketch = drawn(sighting)
    if sketch is None:
        return verdict

    def refused(person: int | None) -> bool:
        if person is None or not is_denied(person, sighting.site_id):
            return False
        return like(sighting.site_id, sketch, not_employee=person) is not None

    if refused(verdict.employee_id):
        return Verdict("UNKNOWN", reason=SAID_BEFORE)
    return verdict.without_runner_up() if refused(verdict.runner_up_id) else verdict
