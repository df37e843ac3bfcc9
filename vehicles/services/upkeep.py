"""What the minute's sweep does here: rings for what waits, gives up what workers die on, asks again."""

from __future__ import annotations

from factory.core import clock
from vehicles.models import PlateRead, Recheck
from vehicles.services.arrivals import ring_for
from vehicles.services.asking_again import ask_again
from vehicles.services.listing import ring_for_rechecks
from vehicles.services.pulsing import give_up_unsent

MOST_ATTEMPTS = 5
READS_A_SWEEP = 2000
RECHECKS_A_SWEEP = 20_000


def sweep() -> None:
    """Ring for pending reads and look-backs. A lost ring thereby costs a minute at most."""
    now = clock.now()
    give_up_unsent(now)
    for rows in (PlateRead.objects, Recheck.objects):
        rows.filter().give_up(after=MOST_ATTEMPTS, now=now)
    waiting = PlateRead.objects.due(now).order_by("not_before")
    ring_for(list(waiting.values_list("pk", flat=True)[:READS_A_SWEEP]))
    rechecks = Recheck.objects.due(now).order_by("not_before")
    ring_for_rechecks(list(rechecks.values_list("pk", flat=True)[:RECHECKS_A_SWEEP]))
    ask_again(now)
