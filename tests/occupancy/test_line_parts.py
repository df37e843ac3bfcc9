"""Lines and cameras' parts: where a line is drawn, moved or removed, over the API or in the admin."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, CountingLine, LiveCount
from occupancy.selectors.live import live_areas
from streaming.models import Camera
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_camera, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOON = utc("2026-06-10T12:00")
LINE, ZONE = [[0.1, 0.5], [0.9, 0.5]], [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]
Values = dict[str, Any]
Save = Callable[[APIClient, int | None, Values], int]


def by_api(client: APIClient, pk: int | None, values: Values) -> int:
    """Return the answer's status, 200 for each that was kept."""
    if pk is None:
        status = client.post("/api/v1/counting-lines", values).status_code
    else:
        status = client.put(f"/api/v1/counting-lines/{pk}", values).status_code
    return 200 if status in {200, 201} else int(status)


def by_admin(client: APIClient, pk: int | None, values: Values) -> int:
    name, args = ("change", [pk]) if pk else ("add", [])
    form = values | {"site": default_site().pk, "points": json.dumps(values["points"])}
    form = {key: value for key, value in form.items() if value is not False}
    url = reverse(f"admin:occupancy_countingline_{name}", args=args)
    response = client.post(url, form, format="multipart")
    return 200 if response.status_code == 302 else 400


@pytest.fixture(params=[by_api, by_admin])
def save(request: pytest.FixtureRequest) -> Save:
    found: Save = request.param
    return found


@pytest.fixture
def client() -> APIClient:
    return client_of(make_user((default_site(), "manager")))


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), name="Hall")


@pytest.fixture
def camera() -> Camera:
    return make_camera(default_site())


def drawn(area: Area, camera: Camera, kind: str = "line", **more: Any) -> Values:
    points = ZONE if kind == "zone" else LINE
    values = {"area": area.pk, "camera": camera.pk, "name": f"The {kind}", "kind": kind}
    return values | {"points": points, "in_side": "left", "enabled": True} | more


def parts() -> set[tuple[Any, ...]]:
    """Area, camera, role of every part, and whether it holds."""
    rows = AreaCamera.objects.values_list("area", "camera", "role", "until")
    return {(area, camera, role, until is None) for area, camera, role, until in rows}


def count(area: Area, camera: Camera, entries: int = 4) -> None:
    services.record_logs(
        site=area.site, readings=[Reading(camera.pk, area.pk, NOON, None, entries)], now=NOON
    )


def test_a_line_that_is_moved_takes_the_part_along(
    save: Save, client: APIClient, hall: Area, camera: Camera
) -> None:
    other = make_area(hall.site, name="Yard")
    with time_machine.travel(NOON, tick=False) as clock:
        assert save(client, None, drawn(hall, camera)) == 200
        part = AreaCamera.objects.get()
        part.role = "entry"
        services.save_part(part=part)
        count(hall, camera)
        clock.shift(timedelta(minutes=5))
        line = CountingLine.objects.get()
        assert save(client, line.pk, drawn(other, camera)) == 200
    mine = (camera.pk, "entry")
    assert {one for one in parts() if one[3]} == {(other.pk, *mine, True)}
    assert (hall.pk, *mine, False) in parts(), "history is read by it"
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        live = {one["id"]: one["count"] for one in live_areas(hall.site, NOON)}
    assert live[hall.pk] == 4, "who came in is in"


def test_a_line_that_is_drawn_for_another_camera_hands_over(
    save: Save, client: APIClient, hall: Area, camera: Camera
) -> None:
    taker = make_camera(hall.site)
    with time_machine.travel(NOON, tick=False) as clock:
        save(client, None, drawn(hall, camera))
        count(hall, camera)
        clock.shift(timedelta(minutes=5))
        assert save(client, CountingLine.objects.get().pk, drawn(hall, taker)) == 200
        assert live_areas(hall.site, NOON)[0]["count"] == 4
    assert LiveCount.objects.get(camera_id=taker.pk).count == 4
    assert {(one[1], one[3]) for one in parts()} == {(camera.pk, False), (taker.pk, True)}


def test_one_of_two_lines_leaves_the_part(
    save: Save, client: APIClient, hall: Area, camera: Camera
) -> None:
    other = make_area(hall.site, name="Yard")
    save(client, None, drawn(hall, camera))
    save(client, None, drawn(hall, camera, name="Second"))
    second = CountingLine.objects.get(name="Second")
    assert save(client, second.pk, drawn(other, camera, name="Second")) == 200
    assert {(one[0], one[3]) for one in parts()} == {(hall.pk, True), (other.pk, True)}
    client.delete(f"/api/v1/counting-lines/{second.pk}")
    assert {(one[0], one[3]) for one in parts()} == {(hall.pk, True)}


def test_a_line_that_was_removed_is_drawn_anew_as_what_it_was(
    save: Save, client: APIClient, hall: Area, camera: Camera
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        save(client, None, drawn(hall, camera))
        part = AreaCamera.objects.get()
        part.role = "exit"
        services.save_part(part=part)
        count(hall, camera)
        clock.shift(timedelta(minutes=5))
        client.delete(f"/api/v1/counting-lines/{CountingLine.objects.get().pk}")
        assert parts() == {(hall.pk, camera.pk, "exit", False)}
        clock.shift(timedelta(minutes=5))
        save(client, None, drawn(hall, camera))
    assert (hall.pk, camera.pk, "exit", True) in parts()


@pytest.mark.parametrize("kinds", [("line", "zone"), ("zone", "line")])
def test_a_line_and_a_zone_of_one_camera_for_one_area_are_refused(
    save: Save, client: APIClient, hall: Area, camera: Camera, kinds: tuple[str, str]
) -> None:
    first, second = kinds
    assert save(client, None, drawn(hall, camera, first)) == 200
    assert save(client, None, drawn(hall, camera, second)) == 400
    resting = drawn(hall, camera, second, enabled=False)
    assert save(client, None, resting) == 200, "what is not in use contradicts nothing"
    pk = CountingLine.objects.get(enabled=False).pk
    assert save(client, pk, resting | {"enabled": True}) == 400
    booth = make_area(hall.site, name="Booth")
    assert save(client, pk, drawn(booth, camera, second)) == 200
    roles = {"line": "both", "zone": "inside"}
    assert {(one[0], one[2]) for one in parts()} == {
        (hall.pk, roles[first]),
        (booth.pk, roles[second]),
    }


def test_a_line_that_becomes_a_zone_looks_inside_from_then_on(
    save: Save, client: APIClient, hall: Area, camera: Camera
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        save(client, None, drawn(hall, camera))
        clock.shift(timedelta(minutes=5))
        assert save(client, CountingLine.objects.get().pk, drawn(hall, camera, "zone")) == 200
    ended = {one for one in parts() if not one[3]}
    assert parts() - ended == {(hall.pk, camera.pk, "inside", True)}


def test_a_role_that_the_lines_contradict_is_refused(
    client: APIClient, hall: Area, camera: Camera
) -> None:
    by_api(client, None, drawn(hall, camera))
    url = f"/api/v1/area-cameras/{AreaCamera.objects.get().pk}"
    refused = client.patch(url, {"role": "inside"})
    assert refused.status_code == 400
    assert "lines are doors" in refused.content.decode()
    assert client.patch(url, {"role": "exit"}).status_code == 200
