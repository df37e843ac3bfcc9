"""Cameras' parts over HTTP and in the admin: changed from now on, what was is there to be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = pytest.mark.django_db
API = "/api/v1/area-cameras"
NOW = utc("2026-06-10T12:30:00")


@pytest.fixture
def part() -> AreaCamera:
    """A door that has counted."""
    area = make_area(default_site(), name="Hall")
    camera = make_counter(area)
    readings = [Reading(camera.pk, area.pk, NOW - timedelta(hours=1), None, 4, 1)]
    services.record_logs(site=area.site, readings=readings, now=NOW)
    found: AreaCamera = AreaCamera.objects.get()
    return found


@pytest.fixture
def client(part: AreaCamera) -> Client:
    return client_of(make_user((part.site, "manager")))


def listed(client: Client, **asked: Any) -> list[tuple[int, str, str | None, str | None]]:
    rows = client.get(API, asked).json()["results"]
    return [(row["id"], row["role"], row["since"], row["until"]) for row in rows]


def test_a_changed_role_keeps_the_one_that_was(client: Client, part: AreaCamera) -> None:
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            changed = client.patch(f"{API}/{part.pk}", {"role": "entry"})
            assert (changed.status_code, changed.json()["id"]) == (200, part.pk)
    moment = "2026-06-10T12:30:00Z"
    assert listed(client) == [(part.pk, "entry", moment, None)]
    ((old, *rest),) = listed(client, ended="true")
    assert rest == ["both", None, moment]
    assert client.get(f"{API}/{old}").json()["until"] == moment
    assert client.patch(f"{API}/{old}", {"role": "exit"}).status_code == 409
    assert client.delete(f"{API}/{old}").status_code == 204
    assert len(listed(client, ended="true")) == 1, "what is over stays"


def test_a_camera_that_is_taken_away_and_comes_back(client: Client, part: AreaCamera) -> None:
    body = {"area": part.area_id, "camera": part.camera_id, "role": "exit"}
    assert client.post(API, body).status_code == 400
    for _ in range(2):
        assert client.delete(f"{API}/{part.pk}").status_code == 204
    assert listed(client) == []
    made = client.post(API, body)
    assert made.status_code == 201, made.content
    assert [row[0] for row in listed(client)] == [made.json()["id"]] != [part.pk]
    assert [row[0] for row in listed(client, ended="true")] == [part.pk]


def test_a_part_that_is_moved_to_another_area_is_another(client: Client, part: AreaCamera) -> None:
    other = make_area(part.site)
    moved = client.patch(f"{API}/{part.pk}", {"area": other.pk})
    assert (moved.status_code, moved.json()["area"]) == (200, other.pk)
    assert [row[0] for row in listed(client)] == [moved.json()["id"]]
    assert [row[0] for row in listed(client, ended="true")] == [part.pk]


def test_the_camera_of_a_part_with_a_history_stays(client: Client, part: AreaCamera) -> None:
    path = f"/api/v1/cameras/{part.camera_id}"
    assert client.delete(path).status_code == 409
    client.delete(f"{API}/{part.pk}")
    assert client.delete(path).status_code == 409
    unread = make_counter(part.area)
    assert client.delete(f"/api/v1/cameras/{unread.pk}").status_code == 204


def test_an_area_with_a_history_is_seen_no_more(client: Client, part: AreaCamera) -> None:
    path = f"/api/v1/areas/{part.area_id}"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get("/api/v1/occupancy/live").json()["areas"] == []
    assert Area.everything.get(pk=part.area_id).removed_at is not None
    assert client.post("/api/v1/areas", {"name": "Hall"}).status_code == 201
    unread = make_area(part.site)
    client.delete(f"/api/v1/areas/{unread.pk}")
    assert not Area.everything.filter(pk=unread.pk).exists()


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:occupancy_areacamera_{name}", args=args)


def test_parts_in_the_admin(client: Client, part: AreaCamera) -> None:
    change = page("change", part.pk)
    for _ in range(2):
        posted = client.post(change, {"role": "entry"}, format="multipart")
        assert posted.status_code == 302, posted.content
    ended = AreaCamera.objects.exclude(until=None).get()
    link = page("change", ended.pk)
    shows = {
        query: link in client.get(page("changelist") + query).content.decode()
        for query in ("", "?holds=ended", "?holds=all")
    }
    assert shows == {"": False, "?holds=ended": True, "?holds=all": True}
    assert 'name="_save"' not in client.get(link).content.decode()
    assert client.post(page("delete", ended.pk), {"post": "yes"}).status_code == 403
    form = {"site": part.site_id, "area": part.area_id, "camera": part.camera_id, "role": "both"}
    again = client.post(page("add"), form, format="multipart")
    assert "has a part in this area already" in again.content.decode()
    area = client.get(reverse("admin:occupancy_area_change", args=[part.area_id]))
    assert link not in area.content.decode()
    assert (
        client.post(page("delete", part.pk), {"post": "yes"}, format="multipart").status_code == 302
    )
    assert AreaCamera.objects.exclude(until=None).count() == 2


def test_an_area_with_a_history_can_be_removed_in_the_admin(
    client: Client, part: AreaCamera
) -> None:
    client.patch(f"{API}/{part.pk}", {"role": "entry"})
    path = reverse("admin:occupancy_area_delete", args=[part.area_id])
    assert "its history stays" in client.get(path).content.decode()
    assert "so does this part" in client.get(page("delete", part.pk)).content.decode()
    assert client.post(path, {"post": "yes"}, format="multipart").status_code == 302
    assert Area.everything.get(pk=part.area_id).removed_at is not None


@pytest.mark.parametrize(
    ("way", "shown"),
    [("clock", "the clock, 03:00"), ("quiet", "the quietest minute, 03:00"), ("never", "nothing")],
)
def test_list_and_page_say_what_sets_areas_right(
    client: Client, part: AreaCamera, way: str, shown: str
) -> None:
    Area.objects.update(reset_by=way)
    page = client.get(reverse("admin:occupancy_area_changelist")).content.decode()
    assert f">{shown}</td>" in page
    page = client.get(reverse("admin:occupancy_figures", args=[part.area_id])).content.decode()
    assert f"set right by {shown}" in page


def test_the_only_site_is_not_asked_for(part: AreaCamera) -> None:
    boss = make_user()
    boss.is_staff = boss.is_superuser = True
    boss.save()
    form = client_of(boss).get(reverse("admin:occupancy_area_add")).content.decode()
    assert f'<option value="{part.site_id}" selected>' in form


def changed_role(part: AreaCamera) -> None:
    part.role = AreaCamera.Role.ENTRY
    services.save_part(part=part)


def taken_away(part: AreaCamera) -> None:
    services.take_part_away(part=part)


def area_gone(part: AreaCamera) -> None:
    services.remove_layout(row=part.area, caller=None)


@pytest.mark.parametrize(
    ("meanwhile", "has_counted", "expected"),
    [
        pytest.param(taken_away, True, [(None, 0)], id="taken away: it ended when it did"),
        pytest.param(changed_role, True, [(None, 0), (0, 1)], id="changed: what holds by now ends"),
        pytest.param(taken_away, False, [], id="deleted: nothing was counted"),
        pytest.param(area_gone, False, [], id="deleted with its area"),
    ],
)
def test_a_part_read_before_others_changed_it(
    part: AreaCamera, meanwhile: Any, has_counted: bool, expected: list[tuple[int | None, int]]
) -> None:
    if not has_counted:
        camera = make_counter(make_area(part.site))
        part = AreaCamera.objects.get(camera=camera)
    stale, mine = (AreaCamera.objects.get(pk=part.pk) for _ in range(2))
    with time_machine.travel(NOW, tick=False):
        meanwhile(mine)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        services.take_part_away(part=stale)
    rows = AreaCamera.objects.filter(camera=part.camera_id).order_by("until")
    assert [(minutes(row.since), minutes(row.until)) for row in rows] == expected


def minutes(at: datetime | None) -> int | None:
    return None if at is None else round((at - NOW).total_seconds() / 60)
