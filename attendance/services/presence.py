"""People present by their punches, handed to occupancy as a head count: when asked, and every day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attendance.selectors.boards import present_at
from attendance.selectors.in_without_shift import in_without_shift
from attendance.services.dirty import derive_dirty_days
from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.models import Site
from occupancy.models import Area
from occupancy.services import record_headcount


def hand_over_headcount(
    *, site: Site, area_id: int | None = None, at: datetime | None = None, who_id: int | None = None
) -> dict[str, Any]:
    """Set occupancy's count right by who was in at ``at`` (now); returns ``count`` and its answer.

    Whoever came without a shift is in as well.

    ``area_id`` may be left out where the site has one area; raises Invalid as occupancy does.
    """
    moment = at or clock.now()
    rostered = present_at(site, moment).values("employee_id").distinct().count()
    count = rostered + len(in_without_shift(site, moment))
    answer = record_headcount(site=site, count=count, at=moment, area_id=area_id, who_id=who_id)
    return {"count": count, **answer}


def hand_over_daily(*, area: Area, at: datetime) -> dict[str, Any]:
    """Set the count of an area that goes by punches right at its reset time; safe to repeat.

    Also hours later it is the number of those who were in then; what crossed since stays counted.
    """
    derive_dirty_days(site_id=area.site_id)
    try:
        return hand_over_headcount(site=area.site, area_id=area.pk, at=at)
    except Invalid as error:
        return {"success": True, "cameras_reset": 0, "detail": error.detail}
