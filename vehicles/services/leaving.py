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


@transaction.atomic
def mark_left(
    *, site: Site, plate: str, who: User, why: str = "", at: datetime | None = None
) -> GateEvent:
    """Write down that a vehicle has left (at ``at``, now): an event of its own, out, by hand.

    Raises NotFound for a vehicle that is not inside, so that a second click changes nothing, and
    Invalid for a moment before it entered or in the future.
    """
    key, now = plate_key(plate), clock.now()
    visit = next((one for one in selectors.vehicles_inside(site, now) if one.key == key), None)
    if visit is None:
        raise NotFound("This vehicle is not inside.")
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
