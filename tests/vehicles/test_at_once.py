"""Two at once: the same vehicle read twice, the same event sent twice, one plate listed twice."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.errors import Conflict, NotFound
from factory.sites.models import Site
from tests.builders import make_device
from tests.threads import ON_POSTGRES_ONLY, TIMES, at_once
from tests.vehicles.builders import PLATE, block, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import GateEvent, PlateRead, Vehicle
from vehicles.services import SeenPlate

pytestmark = ON_POSTGRES_ONLY


@pytest.mark.parametrize("gated", [True, False])
def test_one_vehicle_read_at_once_is_one_event(site: Site, gated: bool) -> None:
    camera = make_camera(site)
    if gated:
        make_gate(site, camera, policy="open_for_any_valid")
    reads = at_once(lambda: see(site, camera=camera, track="1"))
    assert [type(read) for read in reads] == [PlateRead] * TIMES
    assert sorted(read.fired for read in reads) == [False] * (TIMES - 1) + [True]
    assert GateEvent.objects.count() == 1


def test_one_blocked_vehicle_read_at_once_is_one_alert(site: Site) -> None:
    camera = make_camera(site)
    block(site)
    at_once(lambda: see(site, camera=camera))
    assert Alert.objects.get(kind="blocked-vehicle").count == 1
    assert PlateRead.objects.count() == TIMES


def test_calls_for_one_without_a_camera_are_one_alert(site: Site) -> None:
    block(site)
    at_once(lambda: see(site))
    assert Alert.objects.get(kind="blocked-vehicle").count == TIMES


def test_one_that_several_guards_saw_leave_left_once(site: Site) -> None:
    camera, guard = make_camera(site), make_guard(site)
    make_gate(site, camera, policy="log_only")
    see(site, camera=camera, ago=500)

    def left() -> bool:
        try:
            services.mark_left(site=site, plate=PLATE, who=guard)
        except NotFound:
            return False
        return True

    assert sorted(at_once(left)) == [False] * (TIMES - 1) + [True]
    assert GateEvent.objects.filter(direction="out").count() == 1


def test_one_plate_added_at_once_is_listed_once(site: Site) -> None:
    def added() -> bool:
        try:
            services.add_vehicle(site=site, plate=PLATE)
        except Conflict:
            return False
        return True

    assert sorted(at_once(added)) == [False] * (TIMES - 1) + [True]


def test_one_event_of_a_device_sent_at_once_is_one_read(site: Site) -> None:
    device, _ = make_device(site)
    seen = SeenPlate(text=PLATE, confidence=0.9, device_id=device.pk, event_id="e1")
    reads = at_once(lambda: services.decide_read(site=site, seen=seen))
    assert {read.pk for read in reads} == {PlateRead.objects.get().pk}
    assert GateEvent.objects.count() == 1


def test_one_bulk_sent_at_once_is_stored_once(site: Site) -> None:
    device, _ = make_device(site)
    seen = [
        SeenPlate(text=PLATE, confidence=0.9, device_id=device.pk, event_id=f"e{number}")
        for number in range(20)
    ]
    answers = at_once(lambda: services.take_reads(site=site, seen=seen))
    assert PlateRead.objects.count() == 20
    assert sum(one.new for answer in answers for one in answer) == 20


def test_bulks_of_the_same_reads_in_other_orders_are_stored_once(site: Site) -> None:
    device, _ = make_device(site)
    now = clock.now()
    seen = [
        SeenPlate(
            text=PLATE,
            confidence=0.9,
            device_id=device.pk,
            event_id=f"e{number}",
            captured_at=now - timedelta(seconds=number),
        )
        for number in range(1000)
    ]
    orders = itertools.cycle([seen, seen[::-1]])
    answers = at_once(lambda: services.take_reads(site=site, seen=next(orders)))
    assert [len(answer) for answer in answers] == [len(seen)] * TIMES
    assert PlateRead.objects.count() == len(seen)


def test_one_plate_blocked_at_once_is_one_entry(site: Site) -> None:
    entries = at_once(lambda: block(site))
    assert {entry.pk for entry in entries} == {Vehicle.objects.get().pk}


def test_one_pending_read_checked_at_once_is_one_event(site: Site) -> None:
    (arrival,) = services.take_reads(site=site, seen=[SeenPlate(text=PLATE, confidence=0.9)])
    at_once(lambda: services.check_read(pk=arrival.read.pk))
    assert GateEvent.objects.count() == 1
    assert PlateRead.objects.get().attempts == 1
