"""A camera that counts for another area now: what it tells late belongs to the area of that time."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from factory.sites.models import Site
from occupancy import services
from occupancy.models import AreaCamera, LiveCount, OccupancyLog
from occupancy.parts import EVER, STILL, Part, areas_at
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

NOON = utc("2026-06-10T12:00")
BEFORE, AFTER = utc("2026-06-10T11:40"), utc("2026-06-10T12:10")
LATER = utc("2026-06-10T15:00")
FIRST, SECOND = Part((1, 7), False, EVER, NOON), Part((1, 8), False, NOON, STILL)


@pytest.mark.parametrize(
    ("parts", "at", "areas"),
    [
        pytest.param([], AFTER, (), id="never one"),
        pytest.param([FIRST, SECOND], BEFORE, (7,), id="before it was moved"),
        pytest.param([FIRST, SECOND], NOON, (8,), id="just then"),
        pytest.param([SECOND], BEFORE, (8,), id="before it was set up at all"),
        pytest.param([FIRST], AFTER, (), id="taken away"),
        pytest.param([FIRST, Part((1, 8), False, LATER)], AFTER, (), id="between two areas"),
        pytest.param([FIRST, Part((1, 9), True)], BEFORE, (7, 9), id="of two at once"),
    ],
)
def test_the_areas_of_a_moment(parts: list[Part], at: Any, areas: tuple[int, ...]) -> None:
    assert areas_at(parts, at) == areas


def tell(site: Site, *rows: dict[str, Any]) -> list[str]:
    client = client_of(make_user((site, "manager")))
    with time_machine.travel(LATER, tick=False):
        answer = client.post("/api/v1/occupancy-logs", list(rows), format="json").json()
    return [one["status"] for one in answer["results"]]


@pytest.mark.django_db
@pytest.mark.postgres
def test_late_readings_of_a_moved_camera_go_to_the_area_of_their_time() -> None:
    site = default_site()
    old, new = make_area(site), make_area(site)
    camera = make_counter(old)
    first, second = (
        {"camera": camera.camera_id, "timestamp": at.isoformat(), "entries": entries}
        for at, entries in ((BEFORE, 3), (AFTER, 5))
    )
    with time_machine.travel(BEFORE, tick=False):
        tell(site, first | {"timestamp": "2026-06-10T11:00:00Z"})
    part = AreaCamera.objects.get()
    part.area = new
    with time_machine.travel(NOON, tick=False):
        services.save_part(part=part)
    assert tell(site, first, second) == ["stored", "stored"]
    assert tell(site, first) == ["repeated"], "wherever it counts by now"
    logs = OccupancyLog.objects.order_by("timestamp").values_list("area_id", "entries")
    assert list(logs) == [(old.pk, 3), (old.pk, 3), (new.pk, 5)]
    assert LiveCount.objects.get(area_id=new.pk).count == 5
