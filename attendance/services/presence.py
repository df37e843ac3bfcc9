"""People present by their punches, handed to occupancy as a head count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attendance.selectors.boards import present_now
from factory.core import clock
from factory.sites.models import Site
from occupancy.services import record_headcount


def hand_over_headcount(
    *, site: Site, area_id: int | None = None, at: datetime | None = None, who_id: int | None = None
) -> dict[str, Any]:
    """Set occupancy's count right by the people who are in; returns ``count`` and its answer.

    ``area_id`` may be left out where the site has one area; raises Invalid as occupancy does.
    """
    moment = at or clock.now()
    count = present_now(site, moment).values("employee_id").distinct().count()
    answer = record_headcount(site=site, count=count, at=moment, area_id=area_id, who_id=who_id)
    return {"count": count, **answer}
