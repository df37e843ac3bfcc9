"""Attendance's tick: identity's decisions become punches, and superseded ones are voided."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction

from attendance.models import DirtyDay, Intake, Punch
from attendance.punch_keys import decision_key
from attendance.punches import clock_error
from attendance.rosters import A_DAY
from attendance.services.marks import DERIVE
from attendance.site_settings import OLDEST_PUNCH_DAYS
from attendance.vocabulary import Direction
from factory.core import clock
from factory.core.ring import ring
from factory.sites.models import Device
from identity.models import Decision

logger = logging.getLogger(__name__)

BATCH = 200
SUPERSEDED = "Somebody else was recognised on a second look."
_DIRECTIONS = {
    Device.Direction.IN.value: Direction.IN,
    Device.Direction.OUT.value: Direction.OUT,
    Device.Direction.NONE.value: Direction.UNKNOWN,
}


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
        .select_related("sighting__camera", "sighting__device", "site")
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
    rows = Punch.objects.filter(intake__decision__superseded_by__in=decisions).counting()
    punches = list(rows.select_related("site"))
    Punch.objects.filter(pk__in=[punch.pk for punch in punches]).update(
        outcome=Punch.Outcome.VOIDED, voided_at=clock.now(), reason=SUPERSEDED
    )
    return punches


def _punches(decisions: Collection[Decision]) -> dict[int, Punch]:
    """Make a punch for each standing decision about a person, by decision id."""
    sites = {one.site_id for one in decisions}
    oldest = {site: timedelta(days=OLDEST_PUNCH_DAYS.of(site)) for site in sites}
    wanted = {
        one.pk: _punch(one, one.employee_id, oldest[one.site_id])
        for one in decisions
        if one.employee_id is not None and one.superseded_at is None
    }
    Punch.objects.bulk_create(wanted.values())
    return wanted


def _punch(decision: Decision, employee_id: int, oldest: timedelta) -> Punch:
    sighting = decision.sighting
    doubt = clock_error(sighting.captured_at, received_at=sighting.created_at, oldest=oldest)
    reader = sighting.camera or sighting.device
    return Punch(
        site=decision.site,
        employee_id=employee_id,
        at=sighting.captured_at,
        zone=decision.site.time_zone,
        direction=_DIRECTIONS[reader.direction] if reader else Direction.UNKNOWN,
        source=Punch.Source.FACE,
        device_id=sighting.device_id,
        camera_id=sighting.camera_id,
        sighting=sighting,
        confidence=decision.similarity,
        key=decision_key(decision.pk),
        outcome=Punch.Outcome.SUSPECT if doubt else Punch.Outcome.STORED,
        reason=str(doubt or ""),
        who_id=decision.user_id,
    )


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
