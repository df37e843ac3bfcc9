"""A vehicle that a guard saw leave, where no camera did."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Invalid, NotFound
from factory.core.models import User
from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import GateEvent
from vehicles.models.lists import LONGEST_REASON
from vehicles.plates import plate_key
from vehicles.repeats import MANUAL
from vehicles.visits import Visit


@transaction.atomic
def mark_left(
    *, site: Site, plate: str, who: User, why: str = "", at: datetime | None = None
) -> GateEvent:
    """Write down that a vehicle has left (at ``at``, now): an event of its own, out, by hand.

    Raises NotFound for a vehicle that is not inside, so that a second click changes nothing, and
    Invalid for a moment before it entered or in the future.
    """
    key, now = plate_key(plate), clock.now()
    entered = _stay(site, key).entered_at or now
    entries = GateEvent.objects.filter(site=site, key=key, direction="in", at=entered)
    # Held, so that of two who say so at once the second finds that it has left.
    list(entries.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    visit = _stay(site, key)
    moment = at or now
    if moment > now or (visit.entered_at and moment <= visit.entered_at):
        text = "It can have left after it entered, and not in the future."
        raise Invalid(text, fields={"at": text})
    event: GateEvent = GateEvent.objects.create(
        site=site,
        direction="out",
        decision=MANUAL,
        reason="seen_leaving",
        message=" ".join(why.split())[:LONGEST_REASON],
        plate=visit.plate,
        key=key,
        vehicle_id=visit.vehicle_id,
        admitted=True,
        at=moment,
        overridden_by=who,
        overridden_at=now,
        overridden_why=" ".join(why.split())[:LONGEST_REASON],
    )
    record(site_id=site.pk, caller=who, act="vehicles.mark_left", subject=event, key=key)
    events.publish(site.pk, "gate-event", "vehicles.view_gateevent", [event.pk])
    return event


def _stay(site: Site, key: str) -> Visit:
    visit = selectors.last_visits(site, [key]).get(key)
    if visit is None or visit.is_over:
        raise NotFound("This vehicle is not inside.")
    return visit
