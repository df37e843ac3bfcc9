"""A device more than an hour ahead is refused, and people are told so once, until it is taken again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import DEFAULT, patch

import pytest
import time_machine
from django.db import OperationalError
from django.urls import reverse
from rest_framework.test import APIClient

from factory.alerts.models import Alert
from occupancy.clocks import spoken
from occupancy.models import Area, AreaCamera, LiveCount, OccupancyLog
from occupancy.selectors.live import live_of
from occupancy.services import refused_clocks
from occupancy.services.live import locked
from streaming.models import Camera
from tests.builders import client_of, default_site, make_device, make_user
from tests.core.test_deadlocks import DriverError
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOON = utc("2026-06-10T12:00")
MINUTE = timedelta(minutes=1)
ZONE = timedelta(hours=5, minutes=30)
FAST, RIGHT = timedelta(minutes=55), timedelta()


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), name="Hall")


@pytest.fixture
def door(hall: Area) -> Camera:
    return make_counter(hall)


@pytest.fixture
def box(hall: Area) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {make_device(hall.site)[1]}")
    return client


def send(box: APIClient, door: Camera, minute: int, *ahead: timedelta) -> Any:
    now = NOON + MINUTE * minute
    rows = [
        {"camera": door.camera_id, "timestamp": (now + by).isoformat(), "entries": 1}
        for by in ahead
    ]
    with time_machine.travel(now, tick=False):
        return box.post("/api/v1/occupancy-logs", rows, format="json").json()


def open_alerts() -> list[str]:
    alerts = Alert.objects.filter(kind="occupancy_clock", resolved_at=None)
    return [alert.text for alert in alerts]


def test_it_is_told_once_and_is_over_by_itself(box: APIClient, hall: Area, door: Camera) -> None:
    for minute in range(3):
        assert send(box, door, minute, ZONE, ZONE - MINUTE)["refused"] == 2
    said = f"The clock of {door.name} is 5.5 hours ahead: what it reports is refused."
    assert open_alerts() == [f"{said} Set it or its zone right."]
    alert = Alert.objects.get()
    assert (alert.count, alert.detail) == (1, {"camera": door.pk, "ahead_seconds": 19_800})
    assert not OccupancyLog.objects.exists()
    assert live_of(hall, NOON)["count"] is None
    assert send(box, door, 4, RIGHT)["stored"] == 1
    assert open_alerts() == []
    assert LiveCount.objects.get().ahead_seconds == 0


def test_it_is_over_with_what_is_taken_of_another_area(
    box: APIClient, hall: Area, door: Camera
) -> None:
    yard = make_area(hall.site)
    AreaCamera.objects.create(site=hall.site, area=yard, camera=door)
    row = {"camera": door.camera_id, "entries": 1}
    with time_machine.travel(NOON, tick=False):
        wrong = row | {"area": hall.pk, "timestamp": (NOON + ZONE).isoformat()}
        assert box.post("/api/v1/occupancy-logs", wrong, format="json").json()["refused"] == 1
        assert len(open_alerts()) == 1
        assert {live_of(one, NOON)["clock_ahead_seconds"] for one in (hall, yard)} == {19_800}
        right = row | {"area": yard.pk, "timestamp": NOON.isoformat()}
        assert box.post("/api/v1/occupancy-logs", right, format="json").json()["stored"] == 1
    assert open_alerts() == []
    assert set(LiveCount.objects.values_list("ahead_seconds", flat=True)) == {0}


def test_the_pages_say_so(box: APIClient, hall: Area, door: Camera) -> None:
    send(box, door, 0, RIGHT)
    send(box, door, 1, ZONE)
    client = client_of(make_user((hall.site, "manager")))
    with time_machine.travel(NOON + MINUTE, tick=False):
        for page in ("admin:occupancy_board", "admin:occupancy_figures"):
            url = reverse(page, args=[hall.pk] if page.endswith("figures") else [])
            text = client.get(url).content.decode()
            assert "clock is 5.5 hours ahead: what it reports is refused" in text


def test_what_is_taken_again_though_still_ahead(box: APIClient, door: Camera) -> None:
    send(box, door, 0, ZONE)
    send(box, door, 1, FAST)
    (text,) = open_alerts()
    assert "55 minutes ahead: what it reports is counted as it comes" in text
    send(box, door, 2, ZONE)
    (text,) = open_alerts()
    assert "5.5 hours ahead: what it reports is refused" in text
    send(box, door, 3, RIGHT)
    assert open_alerts() == []


def test_one_jump_among_right_readings_is_told_until_the_next(box: APIClient, door: Camera) -> None:
    answer = send(box, door, 0, -MINUTE, RIGHT, ZONE)
    assert (answer["stored"], answer["refused"]) == (2, 1)
    assert len(open_alerts()) == 1
    send(box, door, 1, RIGHT)
    assert open_alerts() == []


def test_a_year_that_no_clock_could_show(box: APIClient, door: Camera) -> None:
    send(box, door, 0, timedelta(days=365_000))
    (text,) = open_alerts()
    assert "days ahead" in text


def test_it_is_told_though_a_deadlock_takes_the_first_try_back(
    box: APIClient, door: Camera
) -> None:
    met = OperationalError("deadlock detected")
    met.__cause__ = DriverError("40P01")
    with patch.object(refused_clocks, "locked", side_effect=[met, DEFAULT], wraps=locked):
        send(box, door, 0, ZONE)
    assert len(open_alerts()) == 1


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(7140, "119 minutes"), (7200, "2 hours"), (19_800, "5.5 hours"), (172_800, "2 days")],
)
def test_long_spans(seconds: int, text: str) -> None:
    assert spoken(seconds) == text
