"""What health and system info say of identity: the face service, and what waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from factory.core.leases import State
from factory.core.scoping import Access
from identity.engines.choice import engine_name
from identity.engines.circuit import Circuit
from identity.engines.stand_in import stand_in
from identity.models import Sighting

PAID = "rekognition"
VIEW = "identity.view_sighting"


def face_service() -> tuple[str, bool, str] | None:
    """settings.HEALTH_CHECKS: whether calls to Amazon Rekognition are held back. No query."""
    if engine_name() != PAID:
        return None
    state = Circuit(PAID).look()
    if state.is_open:
        return "face service", False, f"fails; tried again in {state.seconds:.0f} s, sightings wait"
    emulated = stand_in(settings.AWS_ENDPOINT_URL_REKOGNITION)
    return "face service", True, "a development emulator, not AWS" if emulated else "answers"


def figures(access: Access) -> dict[str, Any]:
    """settings.SYSTEM_INFO: the engine, and how many of the caller's sightings wait. One query."""
    mine = Sighting.objects.for_access(access, VIEW)
    counted = mine.order_by().aggregate(
        waiting=Count("pk", filter=Q(state__in=[State.PENDING, State.RUNNING])),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    return {"engine": engine_name(), **counted}
