"""Reads of alerts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from factory.alerts.models import Alert
from factory.core.scoping import Access

VIEW = "alerts.view_alert"


def figures(access: Access) -> dict[str, Any]:
    """Return how many alerts are open at the caller's sites, by severity; for system-info."""
    open_ones = Alert.objects.for_access(access, VIEW).filter(resolved_at__isnull=True)
    counts = open_ones.order_by().values_list("severity").annotate(number=Count("pk"))
    return {"open": dict(counts)}
