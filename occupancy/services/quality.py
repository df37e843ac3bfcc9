"""Judging the counters once a day: an area that is steadily off gets an alert."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from factory.alerts.services import raise_alert, resolve_alert
from occupancy.models import Area
from occupancy.quality import DAYS, SAYS, fault_of
from occupancy.selectors.quality import balances


def judge_counters(*, area: Area, at: datetime) -> dict[str, Any]:
    """Raise or resolve the area's alert from the days that had closed by ``at``. Safe to repeat."""
    days = balances(area, at)
    fault = fault_of(days)
    key = f"occupancy:counters:{area.pk}"
    if fault is None:
        resolve_alert(site_id=area.site_id, dedup_key=key)
        return {"success": True, "fault": None}
    last = [{"day": one.day.isoformat(), "imbalance": one.imbalance} for one in days[-DAYS:]]
    raise_alert(
        site_id=area.site_id,
        kind="occupancy_counters",
        text=f"{area.name} {SAYS[fault]}. Look at its lines and their in sides.",
        dedup_key=key,
        subject=area,
        detail={"fault": fault.value, "days": last},
    )
    return {"success": True, "fault": fault.value}
