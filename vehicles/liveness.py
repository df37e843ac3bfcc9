"""What system info says of the gates: today's decisions, and the reads that wait for a person."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from factory.core.scoping import Access
from factory.sites.today import since_midnight
from vehicles.models import GateEvent, PlateRead

VIEW, VIEW_READ = "vehicles.view_gateevent", "vehicles.view_plateread"


def figures(access: Access) -> dict[str, Any]:
    """settings.SYSTEM_INFO: decisions since midnight at the caller's sites, and reads held; 4 queries."""
    decided = GateEvent.objects.filter(since_midnight(access, VIEW, "at")).order_by()
    counts = dict(decided.values_list("decision").annotate(number=Count("pk")))
    reads = PlateRead.objects.filter(since_midnight(access, VIEW_READ, "captured_at"))
    return {
        "decisions_today": dict.fromkeys(GateEvent.Decision.values, 0) | counts,
        "reads_to_review_today": reads.waiting().count(),
    }
