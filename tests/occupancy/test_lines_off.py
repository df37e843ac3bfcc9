"""Lines that are switched off: where none is left in use the camera counts for the area no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from occupancy import services
from occupancy.models import AreaCamera, CountingLine
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_camera
from tests.occupancy.test_line_parts import NOON, by_api, count, drawn, parts

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def client() -> APIClient:
    return client_of(make_user((default_site(), "manager")))


@pytest.mark.parametrize("then", ["stays", "goes", "moves"])
def test_a_line_that_is_switched_off_leaves_no_part_behind(client: APIClient, then: str) -> None:
    hall, yard = make_area(default_site(), name="Hall"), make_area(default_site(), name="Yard")
    camera = make_camera(default_site())
    with time_machine.travel(NOON, tick=False) as clock:
        by_api(client, None, drawn(hall, camera))
        count(hall, camera)
        url = f"/api/v1/counting-lines/{CountingLine.objects.get().pk}"
        clock.shift(timedelta(minutes=5))
        assert client.patch(url, {"enabled": False}).status_code == 200
        clock.shift(timedelta(minutes=5))
        if then == "goes":
            assert client.delete(url).status_code == 204
        if then == "moves":
            assert client.patch(url, {"area": yard.pk}).status_code == 200
            assert client.patch(url, {"enabled": True}).status_code == 200
    ended = (hall.pk, camera.pk, "both", False)
    begun = {(yard.pk, camera.pk, "both", True)} if then == "moves" else set()
    assert parts() == {ended} | begun


def test_one_of_two_lines_that_is_switched_off_leaves_the_part(client: APIClient) -> None:
    hall, camera = make_area(default_site()), make_camera(default_site())
    by_api(client, None, drawn(hall, camera))
    by_api(client, None, drawn(hall, camera, name="Second"))
    second = CountingLine.objects.get(name="Second")
    client.patch(f"/api/v1/counting-lines/{second.pk}", {"enabled": False})
    assert parts() == {(hall.pk, camera.pk, "both", True)}


def test_a_line_that_is_switched_on_again_is_what_it_was(client: APIClient) -> None:
    hall, camera = make_area(default_site()), make_camera(default_site())
    with time_machine.travel(NOON, tick=False) as clock:
        by_api(client, None, drawn(hall, camera))
        part = AreaCamera.objects.get()
        part.role = "entry"
        services.save_part(part=part)
        count(hall, camera)
        url = f"/api/v1/counting-lines/{CountingLine.objects.get().pk}"
        for enabled in (False, True):
            clock.shift(timedelta(minutes=5))
            client.patch(url, {"enabled": enabled})
    assert (hall.pk, camera.pk, "entry", True) in parts()


def test_a_line_that_was_never_in_use_ends_nobodys_part(client: APIClient) -> None:
    hall, camera = make_area(default_site()), make_camera(default_site())
    services.save_part(part=AreaCamera(site=hall.site, area=hall, camera=camera, role="both"))
    by_api(client, None, drawn(hall, camera, enabled=False))
    client.delete(f"/api/v1/counting-lines/{CountingLine.objects.get().pk}")
    assert parts() == {(hall.pk, camera.pk, "both", True)}
