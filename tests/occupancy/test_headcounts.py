"""Head counts of a moment of which something was said already."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, CountReset, OccupancyLog
from occupancy.selectors.live import live_of
from streaming.models import Camera
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
THREE, NOW = utc("2026-06-10T03:00"), utc("2026-06-10T04:00")


@pytest.fixture
def area() -> Area:
    return make_area(default_site(), name="Hall")


@pytest.fixture
def door(area: Area) -> Camera:
    """30 came in at half past one, two at three and one after; the clock said three."""
    door = make_counter(area)
    came = {"01:30": 30, "03:00": 2, "03:20": 1}
    with time_machine.travel(NOW, tick=False):
        readings = [
            Reading(door.pk, area.pk, utc(f"2026-06-10T{at}"), None, count)
            for at, count in came.items()
        ]
        services.record_logs(site=area.site, readings=readings)
        services.correct_drift(site=area.site, area_id=area.pk, at=THREE)
    return door


@pytest.fixture
def client(area: Area) -> Client:
    return client_of(make_user((area.site, "manager")))


def told(client: Client, area: Area, count: int) -> int:
    with time_machine.travel(NOW, tick=False):
        body = {"count": count, "at": THREE.isoformat(), "area": area.pk}
        answer = client.post("/api/v1/occupancy/headcount", body)
    assert answer.status_code == 200, answer.content
    done: int = answer.json()["cameras_reset"]
    return done


def shown(area: Area) -> int | None:
    found: int | None = live_of(area, NOW)["count"]
    return found


def test_the_later_word_holds(client: Client, area: Area, door: Camera) -> None:
    make_counter(area)
    assert shown(area) == 3
    assert [told(client, area, count) for count in (12, 12, 15, 15, 12)] == [2, 0, 2, 0, 2]
    assert shown(area) == 12 + 3, "those of three o'clock came after the head count"
    kept = CountReset.objects.filter(camera_id=door.pk).order_by("at")
    assert [row.after for row in kept] == [0, 14, 17, 14]
    assert [row.at.microsecond for row in kept] == [0, 1, 2, 3]
    last = OccupancyLog.objects.get(camera_id=door.pk, timestamp__gt=THREE)
    assert last.current_count == 15
    assert services.rebuild_live(site_id=area.site_id)
    assert shown(area) == 15


@pytest.mark.usefixtures("door")
def test_the_clock_does_not_correct_a_person(client: Client, area: Area) -> None:
    told(client, area, 12)
    with time_machine.travel(NOW, tick=False):
        assert not services.correct_drift(site=area.site, area_id=area.pk, at=THREE)[
            "cameras_reset"
        ]
    assert shown(area) == 15


@pytest.mark.usefixtures("door")
def test_a_person_says_that_nobody_was_in_after_all(client: Client, area: Area) -> None:
    told(client, area, 12)
    with time_machine.travel(NOW, tick=False):
        for done in (1, 0):
            answer = services.correct_drift(
                site=area.site, area_id=area.pk, at=THREE, reason=CountReset.Reason.HAND
            )
            assert answer["cameras_reset"] == done
    assert shown(area) == 3


@pytest.mark.parametrize(
    ("count", "says", "shown_after"),
    [
        ("12", "Hall now counts on from 12", 12),
        ("0", "Hall now counts on from 0", 0),
        ("-1", "a whole number", 3),
        ("many", "a whole number", 3),
        ("", "a whole number", 3),
        ("1000001", "a whole number", 3),
    ],
)
@pytest.mark.usefixtures("door")
def test_a_person_says_it_on_the_areas_page(
    client: Client, area: Area, count: str, says: str, shown_after: int
) -> None:
    with time_machine.travel(NOW, tick=False):
        page = reverse("admin:occupancy_figures", args=[area.pk])
        url = reverse("admin:occupancy_headcount", args=[area.pk])
        assert f'action="{url}"' in client.get(page).content.decode()
        answer = client.post(url, {"count": count}, format="multipart", follow=True)
    assert says in answer.content.decode()
    assert shown(area) == shown_after
    by_people = CountReset.objects.filter(reason="headcount")
    assert [row.who is not None for row in by_people] == [True] * (shown_after != 3)


def test_whoever_only_looks_cannot_say_it(area: Area) -> None:
    client = client_of(make_user((area.site, "viewer")))
    url = reverse("admin:occupancy_headcount", args=[area.pk])
    assert (
        url not in client.get(reverse("admin:occupancy_figures", args=[area.pk])).content.decode()
    )
    assert client.post(url, {"count": 5}, format="multipart").status_code == 403
    other = make_area(make_site())
    hidden = reverse("admin:occupancy_headcount", args=[other.pk])
    assert client.post(hidden, {"count": 5}, format="multipart").status_code == 404


def test_an_area_without_cameras_says_so(client: Client, area: Area) -> None:
    url = reverse("admin:occupancy_headcount", args=[area.pk])
    answer = client.post(url, {"count": 5}, format="multipart", follow=True)
    assert "No camera counts for this area yet" in answer.content.decode()
