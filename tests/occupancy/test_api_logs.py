"""Bulk ingest: every row is answered, late and repeated ones are welcome, others' cameras unknown."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from factory.sites.models import Site
from occupancy.models import LiveCount, OccupancyLog
from tests.builders import client_of, default_site, make_device, make_site, make_user
from tests.occupancy.builders import make_area, make_camera, make_counter, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:30:00+00:00")
URL = "/api/v1/occupancy-logs"


def device_client(site: Site) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {make_device(site)[1]}")
    return client


def send(client: APIClient, rows: Any, **headers: str) -> Any:
    with time_machine.travel(NOW, tick=False):
        return client.post(URL, rows, format="json", headers=headers)


def test_absolute_counts_and_deltas_each_answered() -> None:
    site = default_site()
    area = make_area(site)
    camera = make_counter(area)
    good = {"camera": camera.camera_id, "timestamp": "2026-06-10T12:00:00Z", "current_count": 5}
    delta = {"camera": camera.pk, "timestamp": "2026-06-10T12:01:00Z", "entries": 2, "exits": 1}
    rows = [delta, good, good, {**good, "camera": "NOBODY"}, {"camera": camera.pk}, "what"]
    body = send(device_client(site), rows).json()
    assert [one["status"] for one in body["results"]] == [
        "stored",
        "stored",
        "repeated",
        "refused",
        "refused",
        "refused",
    ]
    assert (body["stored"], body["repeated"], body["refused"]) == (2, 1, 3)
    assert body["results"][3]["detail"] == "there is no such camera at this site"
    assert LiveCount.objects.get(area_id=area.pk).count == 6


def test_the_same_list_again_stores_nothing() -> None:
    site = default_site()
    camera = make_camera(site)
    rows = [
        {"camera": camera.pk, "timestamp": f"2026-06-10T12:{n:02}:00Z", "entries": 1}
        for n in range(20)
    ]
    client = device_client(site)
    assert send(client, rows).json()["stored"] == 20
    assert send(client, rows).json()["repeated"] == 20
    assert OccupancyLog.objects.count() == LiveCount.objects.get().count == 20


def test_an_idempotency_key_replays_the_first_answer() -> None:
    site = default_site()
    row = {"camera": make_camera(site).pk, "timestamp": "2026-06-10T12:00:00Z", "entries": 1}
    client = device_client(site)
    first = send(client, [row], **{"Idempotency-Key": "k1"})
    second = send(client, [row], **{"Idempotency-Key": "k1"})
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_naive_time_is_the_sites() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    row = {"camera": make_camera(site).pk, "timestamp": "2026-06-10T17:30:00", "current_count": 1}
    send(device_client(site), row)
    assert OccupancyLog.objects.get().timestamp == utc("2026-06-10T12:00")


def test_local_times_that_come_twice_lose_nobody() -> None:
    site = make_site(time_zone="Europe/Berlin")
    client, camera = device_client(site), make_camera(site).pk
    walls = ["02:10", "02:40", "02:10", "02:40"]
    instants = ["00:10", "00:40", "01:10", "01:40"]
    for wall, instant in zip(walls, instants, strict=True):
        row = {"camera": camera, "timestamp": f"2026-10-25T{wall}:00", "exits": 1}
        with time_machine.travel(utc(f"2026-10-25T{instant}:02"), tick=False):
            assert client.post(URL, row, format="json").json()["stored"] == 1
    assert LiveCount.objects.get().count == -4
    times = OccupancyLog.objects.order_by("timestamp").values_list("timestamp", flat=True)
    assert list(times) == [utc(f"2026-10-25T{instant}") for instant in instants]


def test_one_that_comes_late_is_refused_by_itself() -> None:
    site = make_site(time_zone="Europe/Berlin")
    row = {"camera": make_camera(site).pk, "entries": 1}
    at = ["2026-10-25T02:10:00", "2026-10-25T02:10:00+01:00", "2026-10-25T03:10:00"]
    with time_machine.travel(utc("2026-10-25T12:00"), tick=False):
        rows = [row | {"timestamp": one} for one in at]
        answer = device_client(site).post(URL, rows, format="json").json()
    assert (answer["stored"], answer["refused"]) == (2, 1)
    assert "comes twice" in answer["results"][0]["detail"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"timestamp": "soon"}, id="no time"),
        pytest.param({"timestamp": "2027-06-10T12:00:00Z"}, id="future"),
        pytest.param({"timestamp": 5}, id="a number for a time"),
        pytest.param({"current_count": -1}, id="negative"),
        pytest.param({"current_count": True}, id="a truth for a number"),
        pytest.param({"current_count": None}, id="nothing counted"),
        pytest.param({"current_count": 10**12}, id="too many"),
        pytest.param({"area": 999}, id="no such area"),
    ],
)
def test_rows_that_are_refused(change: dict[str, Any]) -> None:
    site = default_site()
    row = {
        "camera": make_camera(site).pk,
        "timestamp": "2026-06-10T12:00:00Z",
        "current_count": 1,
    }
    body = send(device_client(site), [row | change]).json()
    assert (body["refused"], body["stored"]) == (1, 0)
    assert body["results"][0]["detail"]
    assert not OccupancyLog.objects.exists()


def test_another_sites_camera_and_area_do_not_exist() -> None:
    site, other = default_site(), make_site()
    row = {"camera": make_camera(other).pk, "timestamp": "2026-06-10T12:00:00Z", "entries": 1}
    elsewhere = {"camera": make_camera(site).pk, "area": make_area(other).pk} | {
        "timestamp": "2026-06-10T12:00:00Z",
        "entries": 1,
    }
    assert send(device_client(site), [row, elsewhere]).json()["refused"] == 2


def test_a_persons_first_row_tells_nothing_of_another_sites_cameras() -> None:
    site, other = default_site(), make_site()
    theirs, mine = make_camera(other), make_counter(make_area(site))
    client = client_of(make_user((site, "manager")))
    good = {"camera": mine.pk, "timestamp": "2026-06-10T12:00:00Z", "entries": 1}
    answers = [
        send(client, [good | {"camera": named}, good]).json()
        for named in (theirs.pk, theirs.camera_id, 10**9, "NOBODY")
    ]
    assert [one["results"][0] for one in answers] == [answers[0]["results"][0]] * 4
    assert [one["stored"] for one in answers] == [1, 0, 0, 0], "the rest is kept, once"


@pytest.mark.parametrize("rows", [[], [{}] * 10_001], ids=["none", "too many"])
def test_sizes_that_are_refused(rows: list[Any]) -> None:
    assert send(device_client(default_site()), rows).status_code == 400


def test_a_viewer_may_read_and_not_write() -> None:
    site, other = default_site(), make_site()
    make_area(other)
    send(
        device_client(other),
        {"camera": make_camera(other).pk, "timestamp": "2026-06-10T12:00:00Z", "entries": 1},
    )
    client = client_of(make_user((site, "viewer")))
    assert client.get(URL).json()["results"] == []
    assert send(client, [{}]).status_code == 403
