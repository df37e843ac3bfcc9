"""Setting up: a line or zone makes its camera count for the area; a camera that is taken away stops."""

from __future__ import annotations

from django.db import transaction

from factory.core import clock
from occupancy.models import AreaCamera, CountingLine
from occupancy.services.drift import reset_counter


def give_part(*, line: CountingLine) -> AreaCamera:
    """Give the line's camera a part in its area unless it has one: a zone looks inside, a line is a door.

    Safe to repeat; what a person chose stays.
    """
    inside = line.kind == CountingLine.Kind.ZONE
    part, _ = AreaCamera.objects.get_or_create(
        area_id=line.area_id,
        camera_id=line.camera_id,
        defaults={
            "site_id": line.site_id,
            "role": AreaCamera.Role.INSIDE if inside else AreaCamera.Role.BOTH,
        },
    )
    found: AreaCamera = part
    return found


@transaction.atomic
def take_part_away(*, part: AreaCamera, who_id: int | None = None) -> None:
    """Remove a camera from its area, for good or to put another in its place; its history stays.

    Those whom it counted through a door are still in; those whom it saw inside it sees no longer.
    """
    pair = (part.camera_id, part.area_id)
    inside = part.role == AreaCamera.Role.INSIDE
    site = part.site
    part.delete()
    if inside:
        reset_counter(site=site, pair=pair, at=clock.now(), who_id=who_id)
