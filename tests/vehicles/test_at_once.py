"""Two at once: the same vehicle read twice, the same event sent twice, one plate listed twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from factory.alerts.models import Alert
from factory.sites.models import Site
from tests.builders import default_site, make_device
from tests.vehicles.builders import PLATE, block, make_camera, make_gate, see
from vehicles import services
from vehicles.models import GateEvent, PlateRead, Vehicle
from vehicles.services import SeenPlate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
TIMES = 6


@pytest.fixture
def site() -> Site:
    if connection.vendor != "postgresql":
        pytest.skip(
            "a test's SQLite is in memory, where threads share one connection's transaction"
        )
    return default_site()


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Do it in several threads that start together; return what each of them got."""
    barrier, got = threading.Barrier(TIMES), list[Any]()

    def one() -> None:
        barrier.wait(5)
        try:
            got.append(act())
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return got


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


def test_one_plate_blocked_at_once_is_one_entry(site: Site) -> None:
    entries = at_once(lambda: block(site))
    assert {entry.pk for entry in entries} == {Vehicle.objects.get().pk}


def test_one_pending_read_checked_at_once_is_one_event(site: Site) -> None:
    (arrival,) = services.take_reads(site=site, seen=[SeenPlate(text=PLATE, confidence=0.9)])
    at_once(lambda: services.check_read(pk=arrival.read.pk))
    assert GateEvent.objects.count() == 1
    assert PlateRead.objects.get().attempts == 1
