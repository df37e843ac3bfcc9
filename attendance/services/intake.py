"""Attendance's tick: identity's decisions become punches, and superseded ones are voided."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction

from attendance.models import DirtyDay, Intake, Punch
from attendance.rosters import A_DAY
from attendance.services.face_punches import face_punch
from attendance.services.marks import DERIVE
from attendance.site_settings import OLDEST_PUNCH_DAYS
from factory.core import clock
from factory.core.ring import ring
from identity.models import Decision

logger = logging.getLogger(__name__)

BATCH = 200
SUPERSEDED = "Somebody else was recognised on a second look."


def take_decisions() -> int:
    """Take identity's decisions that have no Intake yet, oldest first; return how many.

    A standing decision about a person makes a punch at the sighting's time; one that supersedes
    another voids the other's punch. Each is taken once, however many workers look.
    """
    taken = 0
    try:
        while count := _take_batch():
            taken += count
    except IntegrityError:
        # Another worker took them between our look and our insert; nothing of the batch is stored.
        logger.info("another worker takes decisions at this moment")
    return taken


@transaction.atomic
def _take_batch() -> int:
    waiting = Decision.objects.filter(intake__isnull=True).order_by("pk")
    # Locked rows are another worker's; the unique key of Intake holds where nothing can be locked.
    pks = waiting.values_list("pk", flat=True)[:BATCH]
    locked = Decision.objects.filter(pk__in=list(pks)).select_for_update(
        skip_locked=True, of=("self",)
    )
    decisions = list(
        locked.filter(intake__isnull=True)
        .select_related("sighting__camera", "sighting__device", "site", "employee")
        .order_by("pk")
    )
    if not decisions:
        return 0
    voided = _void_superseded(decisions)
    punches = _punches(decisions)
    Intake.objects.bulk_create(
        Intake(site_id=one.site_id, decision=one, punch=punches.get(one.pk)) for one in decisions
    )
    _mark([*voided, *punches.values()])
    return len(decisions)


def _void_superseded(decisions: Collection[Decision]) -> list[Punch]:
    """Void the punches that earlier decisions made and these ones supersede."""
    rows = Punch.objects.filter(intake__decision__superseded_by__in=decisions)
    # One that is kept apart for its time, too: nobody is to accept it any more.
    punches = list(rows.exclude(outcome=Punch.Outcome.VOIDED).select_related("site"))
    Punch.objects.filter(pk__in=[punch.pk for punch in punches]).update(
        outcome=Punch.Outcome.VOIDED, voided_at=clock.now(), reason=SUPERSEDED
    )
    return punches


def _punches(decisions: Collection[Decision]) -> dict[int, Punch]:
    """Make a punch for each standing decision about a person, by decision id."""
    sites = {one.site_id for one in decisions}
    oldest = {site: timedelta(days=OLDEST_PUNCH_DAYS.of(site)) for site in sites}
    wanted = {
        one.pk: face_punch(one, one.employee_id, oldest[one.site_id])
        for one in decisions
        if one.employee_id is not None and one.superseded_at is None
    }
    Punch.objects.bulk_create(wanted.values())
    return wanted


def _mark(punches: Iterable[Punch]) -> None:
    marks = {
        (punch.site_id, punch.employee_id, punch.at.astimezone(punch.site.zone).date())
        for punch in punches
    }
    DirtyDay.objects.bulk_create(
        DirtyDay(site_id=site, employee_id=employee, first=day - A_DAY, last=day + A_DAY)
        for site, employee, day in sorted(marks)
    )
    if marks:
        ring(DERIVE)
