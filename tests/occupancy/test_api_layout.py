"""Areas, cameras' parts and lines over HTTP: of one's own site only."""

from __future__ import annotations

from typing import Any

import pytest

from occupancy.models import Area, CountingLine
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_camera, make_line

pytestmark = pytest.mark.django_db


def test_make_an_area_its_camera_and_its_line() -> None:
    site = default_site()
    client = client_of(make_user((site, "manager")))
    area = client.post("/api/v1/areas", {"name": "Hall", "capacity": 40}).json()
    assert (area["site"], area["reset_time"], area["warn_percent"]) == (site.pk, "03:00:00", 80)
    camera = make_camera(site)
    part = {"area": area["id"], "camera": camera.pk, "role": "entry"}
    assert client.post("/api/v1/area-cameras", part).status_code == 201
    line = {"area": area["id"], "camera": camera.pk, "name": "Door", "in_side": "right"}
    made = client.post("/api/v1/counting-lines", line | {"points": [[0.1, 0.5], [0.9, 0.5]]})
    assert (made.status_code, made.json()["site"]) == (201, site.pk)
    changed = client.patch(f"/api/v1/counting-lines/{made.json()['id']}", {"enabled": False})
    assert changed.status_code == 200
    assert not CountingLine.objects.get().enabled


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"points": [[0, 0]]}, id="one point"),
        pytest.param({"points": [[0, 0], [1, 1], [0, 1]]}, id="three points of a line"),
        pytest.param({"points": [[0, 0], [1, 1]], "kind": "zone"}, id="two points of a zone"),
        pytest.param({"points": [[0, 0], [2, 1]]}, id="outside the picture"),
        pytest.param({"points": [[0, 0], [0, 0]]}, id="no length"),
    ],
)
def test_lines_that_are_refused(change: dict[str, Any]) -> None:
    site = default_site()
    body = {"area": make_area(site).pk, "camera": make_camera(site).pk, "name": "Door"}
    client = client_of(make_user((site, "manager")))
    assert client.post("/api/v1/counting-lines", body | change).status_code == 400


def test_a_second_area_of_one_name_is_a_conflict() -> None:
    site = default_site()
    make_area(site, name="Hall")
    client = client_of(make_user((site, "manager")))
    assert client.post("/api/v1/areas", {"name": "Hall"}).status_code == 409


def test_rows_of_another_site_do_not_exist() -> None:
    site, other = default_site(), make_site()
    area, camera = make_area(other), make_camera(other)
    line = make_line(area, camera, [[0, 0], [1, 1]])
    client = client_of(make_user((site, "manager")))
    assert client.get("/api/v1/areas").json()["results"] == []
    for path in (f"areas/{area.pk}", f"counting-lines/{line.pk}"):
        assert client.get(f"/api/v1/{path}").status_code == 404
        assert client.delete(f"/api/v1/{path}").status_code == 404
    body = {"area": area.pk, "camera": make_camera(site).pk, "name": "X"}
    points = {"points": [[0, 0], [1, 1]]}
    assert client.post("/api/v1/counting-lines", body | points).status_code == 404
    mine = {"area": make_area(site).pk, "camera": camera.pk, "name": "X"}
    assert client.post("/api/v1/counting-lines", mine | points).status_code == 404
    assert client.post("/api/v1/areas", {"name": "X", "site": other.pk}).status_code == 404
    assert Area.objects.filter(site=other).count() == 1


def test_a_camera_of_my_other_site_is_no_part_of_this_area() -> None:
    site, other = default_site(), make_site()
    client = client_of(make_user((site, "manager"), (other, "manager")))
    body = {"area": make_area(site).pk, "camera": make_camera(other).pk}
    assert client.post("/api/v1/area-cameras", body).status_code == 400


def test_a_viewer_changes_nothing() -> None:
    site = default_site()
    area = make_area(site)
    client = client_of(make_user((site, "viewer")))
    assert client.patch(f"/api/v1/areas/{area.pk}", {"name": "X"}).status_code == 403
    assert client.get(f"/api/v1/areas/{area.pk}").status_code == 200
