"""What devices have told: days that waited for them are judged, doubts that they remove are gone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, Q

from attendance.models import AttendanceDay
from attendance.punches import clock_error
from attendance.selectors.due import GIVEN_UP
from attendance.services.due import DUE
from attendance.services.marks import mark_days
from factory.core import clock
from factory.core.ring import ring
from factory.sites.models import Device


@transaction.atomic
def device_reported(*, device: Device, until: datetime) -> bool:
    """Note that a device has told all that it saw up to a moment; it never goes back.

    Days that were judged without it are derived again: it may have been the last one missing.
    Return false, and note nothing, for a moment that a wrong clock shows: of one in the future days
    would be judged before they are over.
    """
    if clock_error(until, received_at=clock.now()) is not None:
        return False
    known = Device.objects.select_for_update(no_key=True).get(pk=device.pk)
    before = known.reported_until
    if before is not None and before >= until:
        return True
    Device.objects.filter(pk=device.pk).update(reported_until=until)
    told = Q(closes__lte=until) & (Q(closes__gt=before) if before else Q())
    days = AttendanceDay.objects.filter(told, site_id=device.site_id)
    _mark_doubted(device.site_id, days)
    if days.filter(is_settled=False).exists():
        ring(DUE, device.site_id)
    return True


def device_changed(*, site_id: int) -> None:
    """Look again at days that were given up: the silent device may be none of theirs any more."""
    _mark_doubted(site_id, AttendanceDay.objects.filter(site_id=site_id))


def _mark_doubted(site_id: int, days: Any) -> None:
    """Mark the days that were given up because a device was silent, for each person as one span."""
    doubted = days.filter(GIVEN_UP)
    spans: dict[tuple[date, date], list[int]] = defaultdict(list)
    people = doubted.order_by().values_list("employee_id").annotate(Min("day"), Max("day"))
    for employee_id, first, last in people:
        spans[first, last].append(employee_id)
    for (first, last), employee_ids in spans.items():
        mark_days(site_id=site_id, employee_ids=employee_ids, first=first, last=last)
