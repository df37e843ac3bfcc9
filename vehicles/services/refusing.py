"""A request refused for what else it says still names a plate, and a blocked one must be told of."""

from __future__ import annotations

from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.plates import read_plate
from vehicles.services.deciding import decide_read
from vehicles.services.judging import ask_lists
from vehicles.services.seen import SeenPlate


def notice_blocked(*, site: Site, seen: SeenPlate) -> PlateRead | None:
    """Store the read of a vehicle that is blocked, or may be, and raise its alert; None for others.

    It was seen with no certainty that anybody could rely on, so that it opens nothing. Raises Unavailable
    as ``decide_read``.
    """
    reading = read_plate(seen.text, selectors.settings_of(site.pk).rules)
    blocked = ask_lists(site.pk, reading).hits.blocked
    if blocked.certain is None and not blocked.possible:
        return None
    return decide_read(site=site, seen=seen)
