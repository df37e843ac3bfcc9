"""Counters of several areas are locked as batches of readings lock them, or an area at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.db import connection

from factory.core import clock
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import AreaCamera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_camera, utc
from tests.threads import ON_POSTGRES_ONLY

pytestmark = ON_POSTGRES_ONLY
NOON = utc("2026-06-10T12:00")
OFTEN = 30


def six_crosswise(site: Site) -> list[AreaCamera]:
    """Six areas with a camera each, whose order is the other way round."""
    areas = [make_area(site) for _ in range(6)]
    cameras = [make_camera(site) for _ in areas]
    both = zip(reversed(areas), cameras, strict=True)
    parts = [AreaCamera(site=site, area=area, camera=camera) for area, camera in both]
    return [services.save_part(part=part) for part in parts]


def beside_readings(parts: list[AreaCamera], work: Callable[[], object]) -> None:
    """Do the work often while batches of all the parts' readings are stored; either may raise."""
    done, refused = threading.Event(), list[Exception]()
    pairs = [(part.camera_id, part.area_id) for part in parts]

    def read() -> None:
        try:
            while not done.is_set():
                batch = [Reading(*pair, clock.now(), None, 1) for pair in pairs]
                services.record_logs(site=parts[0].site, readings=batch)
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for _ in range(OFTEN):
            work()
    finally:
        done.set()
        thread.join(20)
    assert refused == []


def test_a_rebuild_beside_readings() -> None:
    with time_machine.travel(NOON, tick=True):
        site = default_site()
        parts = six_crosswise(site)
        span = Period(NOON - timedelta(hours=1), NOON + timedelta(hours=1))
        beside_readings(parts, lambda: list(services.rebuild(site=site, period=span)))
