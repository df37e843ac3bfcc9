"""When pictures were stored, by the moments that their rows' time-ordered ids carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from factory.evidence.models import Snapshot

RANDOM_BITS = 80
"""Below the 48 bits of milliseconds (RFC 9562, 5.7)."""
TICK = timedelta(milliseconds=1)


def was_silent(begin: datetime, end: datetime, *, longest: timedelta) -> bool:
    """Return whether nothing was stored for ``longest`` at a stretch: a few looks in an index."""
    at = begin
    while end - at > longest:
        stored = _newest_within(at, at + longest)
        if stored is None:
            return True
        at = stored
    return False


def _newest_within(after: datetime, until: datetime) -> datetime | None:
    rows = Snapshot.objects.filter(
        uuid__gte=_first_id(after + TICK), uuid__lt=_first_id(until + TICK)
    )
    newest = rows.order_by("-uuid").values_list("uuid", flat=True).first()
    return None if newest is None else _moment(newest)


def _first_id(moment: datetime) -> UUID:
    return UUID(int=round(moment.timestamp() * 1000) << RANDOM_BITS)


def _moment(uuid: UUID) -> datetime:
    return datetime.fromtimestamp((uuid.int >> RANDOM_BITS) / 1000, tz=UTC)
