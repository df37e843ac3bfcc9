"""The demo's vehicle list, its gate, and a month of plates read there; each decided as on its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from factory.alerts.models import Alert
from factory.alerts.services import acknowledge, resolve
from factory.core import clock
from factory.ops.demo_history import days_until, dice, moment
from factory.ops.demo_users import demo_user
from factory.sites.models import Device, Role, Site
from streaming.models import Camera
from streaming.scenes.fleet import FLEET, FleetVehicle
from vehicles.demo_visits import STAFF, Visit, visits_of
from vehicles.models import Actuation, Gate, GateEvent, PlateRead, Vehicle
from vehicles.services import SeenPlate, actuate, add_vehicle, decide_read, open_by_hand, save_gate

GATE, CAMERA = "Main gate", "CAM-BARRIER"
OWNERS = ("Sahyadri Logistics", "Deccan Parcel", "Nandi Steels", "Coastal Freight")
WHY_BLOCKED = "Left with unpaid scrap; see the guard's book"
HOURS = "Mon-Sat 06:00-20:00"
EXIT = {"name": "Exit ANPR box", "kind": Device.Kind.ANPR, "direction": "out"}
EXIT_CONFIDENCE = 0.97
ANNOUNCED = 0.5
WHY_LET_IN = "Visitor, announced by the host"


def seed(site: Site, *, days: int) -> None:
    """Fill the list, make the gate and tell the history, once: a site with vehicles is left alone.

    All of it or nothing: one transaction, in which a day of visits takes a fraction of a second.
    """
    camera = Camera.objects.filter(site=site, camera_id=CAMERA).first()
    if camera is None or Vehicle.objects.filter(site=site).exists():
        return
    now = clock.now()
    history = days_until(now, days=days, zone=site.zone)
    with transaction.atomic():
        with clock.as_of(min(moment(history[0], 0, site.zone), now)):
            _prepare(site, camera, history)
            exit_box = Device.objects.create(site=site, **EXIT)
        for day in history:
            for visit in visits_of(day, site.zone, until=now):
                _tell(site, camera, exit_box, visit)


def _prepare(site: Site, camera: Camera, history: Sequence[date]) -> None:
    guard = demo_user(Role.SECURITY)
    for place, one in enumerate(FLEET):
        if one.standing != "unknown":
            add_vehicle(site=site, plate=one.plate, caller=guard, **_entry(one, place))
    ends = moment(history[len(history) // 2], 0, site.zone)
    for place, plate in enumerate(STAFF):
        # One permit ran out within the history, so that there are exceptions to look at.
        limits = {"valid_until": ends} if place == 0 else {"hours": HOURS}
        status = Vehicle.Status.AUTHORIZED
        owner = f"Employee, space {place + 11}"
        add_vehicle(site=site, plate=plate, caller=guard, status=status, owner=owner, **limits)
    save_gate(
        gate=Gate(site=site, name=GATE),
        caller=guard,
        cameras=[camera],
        direction="in",
        policy=Gate.Policy.OPEN_FOR_AUTHORIZED,
    )


def _entry(one: FleetVehicle, place: int) -> dict[str, str]:
    entry = {"kind": one.body, "owner": OWNERS[place % len(OWNERS)], "contact": "dispatch desk"}
    if one.standing == "blocked":
        why = {"reason": WHY_BLOCKED, "reported_by": "Gate 1"}
        return {**entry, **why, "status": Vehicle.Status.BLOCKED}
    return {**entry, "status": Vehicle.Status.AUTHORIZED}


def _tell(site: Site, camera: Camera, exit_box: Device, visit: Visit) -> None:
    with clock.as_of(visit.at):
        seen = SeenPlate(
            text=visit.text,
            confidence=visit.confidence,
            track_id=visit.track_id,
            camera_id=camera.pk,
            captured_at=visit.at,
        )
        read = decide_read(site=site, seen=seen)
        _announced(read)
        for actuation in Actuation.objects.filter(event=read.event_id) if read.fired else ():
            # Now, and not at the commit of the whole history.
            actuate(actuation_id=actuation.pk)
    if read.status == Vehicle.Status.BLOCKED:
        _answer(read)
    if read.fired and read.event and read.event.admitted and visit.leaves_at <= clock.now():
        _leave(site, exit_box, visit)


def _announced(read: PlateRead) -> None:
    """Every other visitor on no list was announced: the guard lets them in, and says so."""
    event = read.event if read.fired else None
    if event is None or event.opened or event.decision != GateEvent.Decision.PASS:
        return
    if dice("announced", read.track_id).random() < ANNOUNCED:
        read.event = open_by_hand(event=event, why=WHY_LET_IN, who=demo_user(Role.SECURITY))


def _leave(site: Site, exit_box: Device, visit: Visit) -> None:
    with clock.as_of(visit.leaves_at):
        seen = SeenPlate(
            text=visit.text,
            confidence=EXIT_CONFIDENCE,
            device_id=exit_box.pk,
            direction="out",
            captured_at=visit.leaves_at,
        )
        decide_read(site=site, seen=seen)


def _answer(read: PlateRead) -> None:
    """The guard sees an alert within minutes and closes it within the hour, if that is past."""
    guard, lot = demo_user(Role.SECURITY), dice("guard", read.track_id)
    alert: Alert = Alert.objects.get(dedup_key=f"blocked-vehicle:event:{read.event_id}")
    seen = read.captured_at + timedelta(minutes=lot.randint(1, 9))
    steps = ((seen, acknowledge), (seen + timedelta(minutes=lot.randint(10, 45)), resolve))
    for at, step in steps:
        if at <= clock.now():
            with clock.as_of(at):
                step(alert=alert, who=guard)
