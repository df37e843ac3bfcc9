"""What PostgreSQL takes back, because two met each other's locks crosswise, is done again as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError

from factory.core import deadlocks
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, CountingLine, LiveCount
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, make_line, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:00")
EARLIER = utc("2026-06-10T11:59:59")
UPWARDS = [[0.5, 1.0], [0.5, 0.0]]


class DeadlockDetected(Exception):
    sqlstate = "40P01"


def taken_back() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = DeadlockDetected()
    return error


def move_part(other: Area) -> None:
    part = AreaCamera.objects.get()
    part.area = other
    services.save_part(part=part)


def move_line(other: Area) -> None:
    line = CountingLine.objects.get()
    line.area = other
    services.save_layout(row=line, caller=None)


def take_away(_other: Area) -> None:
    services.take_part_away(part=AreaCamera.objects.get())


def remove_line(_other: Area) -> None:
    services.remove_layout(row=CountingLine.objects.get(), caller=None)


def read(_other: Area) -> None:
    part = AreaCamera.objects.get()
    one = Reading(part.camera_id, part.area_id, EARLIER, None, 2)
    services.record_logs(site=part.site, readings=[one])


def shown() -> list[Any]:
    parts = AreaCamera.objects.order_by("until").values_list("area__name", "role", "until")
    counts = LiveCount.objects.order_by("area_id").values_list("count", flat=True)
    lines = CountingLine.objects.values_list("area__name", flat=True)
    return [sorted(map(str, parts)), list(counts), list(lines)]


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("act", [move_part, move_line, take_away, remove_line, read])
def test_it_is_done_once(
    act: Callable[[Area], None], after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlocks, "PAUSE_S", 0)
    found = []
    for fails in (False, True):
        hall, other = make_area(default_site(), name="Hall"), make_area(default_site(), name="Yard")
        camera = make_counter(hall)
        if "line" in act.__name__:
            make_line(hall, camera, UPWARDS)
        told: list[Any] = [None] * after + [taken_back() if fails else None] + [None] * 9
        with (
            time_machine.travel(NOW, tick=False),
            patch("occupancy.services.carrying.publish", side_effect=told),
            patch("occupancy.services.logs.publish", side_effect=told),
        ):
            if after:
                one = Reading(camera.pk, hall.pk, NOW, None, 1)
                services.record_logs(site=hall.site, readings=[one])
            act(other)
        found.append(shown())
        for model in (CountingLine, AreaCamera, LiveCount):
            model.objects.all().delete()
        Area.everything.all().delete()
    assert found[0] == found[1]
