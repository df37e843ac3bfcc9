"""Which cameras are watched, read and analysed, and by whom."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from factory.core.errors import NotFound
from factory.core.scoping import access_of
from streaming import selectors
from streaming.duty import within
from streaming.models import Camera, CameraStatus
from tests.builders import make_site, make_user
from tests.streaming.builders import make_camera

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "start", "end", "inside"),
    [
        (time(8), time(8), time(17), True),
        (time(16, 59), time(8), time(17), True),
        (time(17), time(8), time(17), False),
        (time(7, 59), time(8), time(17), False),
        (time(23), time(22), time(6), True),
        (time(5, 59), time(22), time(6), True),
        (time(6), time(22), time(6), False),
        (time(12), time(22), time(6), False),
        (time(12), time(8), time(8), True),
        (time(12), time(0), time(0), True),
    ],
)
def test_hours(moment: time, start: time, end: time, inside: bool) -> None:
    assert within(moment, start, end) is inside


def test_the_camera_that_is_meant() -> None:
    site = make_site()
    access = access_of(make_user((site, "viewer")))
    make_camera(site, enabled=False)
    first = make_camera(site)
    # From before such names were refused: it hides no other camera.
    named = make_camera(site, camera_id=str(first.pk))
    assert selectors.camera_to_watch(access, "") == first
    assert selectors.camera_to_watch(access, first.camera_id) == first
    assert selectors.camera_to_watch(access, str(first.pk)) == first
    assert selectors.camera_to_watch(access, str(named.pk)) == named


@pytest.mark.parametrize("name", ["NONE", "0", "9" * 40, "\u0663", "-1", "1; DROP TABLE"])
def test_what_is_no_camera(name: str) -> None:
    site = make_site()
    make_camera(site)
    with pytest.raises(NotFound):
        selectors.camera_to_watch(access_of(make_user((site, "viewer"))), name)


def test_another_sites_camera_does_not_exist() -> None:
    camera = make_camera(make_site())
    access = access_of(make_user((make_site(), "manager")))
    for name in ("", camera.camera_id, str(camera.pk)):
        with pytest.raises(NotFound):
            selectors.camera_to_watch(access, name)


def test_to_watch_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    site = make_site()
    access = access_of(make_user((site, "viewer")))
    camera = make_camera(site)
    CameraStatus.objects.create(site=site, camera=camera)
    with django_assert_num_queries(1):
        found = selectors.camera_to_watch(access, camera.camera_id)
        assert found.site.name
        assert selectors.condition_of(found).state == "idle"


def test_to_watch_opens_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site()
    camera = make_camera(site, user="viewer", password="secret")
    monkeypatch.setattr("factory.core.encryption.decrypt", None)
    found = selectors.camera_to_watch(access_of(make_user((site, "viewer"))), camera.camera_id)
    assert found == camera
    assert str(selectors.words_of(camera.pk)).startswith("connecting since")


def test_shards_share_all_cameras_without_overlap() -> None:
    site = make_site()
    made = {make_camera(site).pk for _ in range(7)}
    shards = [{c.pk for c in selectors.wanted_cameras(n, 3)} for n in range(3)]
    assert set().union(*shards) == made
    assert sum(len(shard) for shard in shards) == len(made)


def test_a_camera_is_read_in_its_hours_in_its_sites_zone() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    camera = make_camera(site, active_from=time(22), active_until=time(6))
    off = make_camera(site, enabled=False)
    with time_machine.travel(datetime(2025, 1, 15, 17, 0, tzinfo=UTC), tick=False):  # 22:30 there
        assert selectors.wanted_cameras(0, 1) == [camera]
        assert selectors.resting_cameras() == {off.pk: ""}
    with time_machine.travel(datetime(2025, 1, 15, 1, 0, tzinfo=UTC), tick=False):  # 06:30 there
        assert selectors.wanted_cameras(0, 1) == []
        assert selectors.resting_cameras() == {off.pk: "", camera.pk: "reads from 22:00 to 06:00"}


def test_only_cameras_that_feed_somebody_are_analysed() -> None:
    site = make_site()
    make_camera(site, supervisor="a")
    fed = make_camera(site, supervisor="a", consumers=["occupancy"])
    make_camera(site, supervisor="b", consumers=["occupancy"])
    make_camera(site, supervisor="a", consumers=["occupancy"], enabled=False)
    assert list(selectors.analysed_cameras("a")) == [fed]
    assert Camera.objects.count() == 4
