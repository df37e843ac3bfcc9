"""When a plate becomes blocked: who is inside is told of, however they came in, and who has left too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.models import User
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import PLATE, block, event_of, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import PlateRead, Recheck, Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def guard(site: Site) -> User:
    return make_guard(site)


@pytest.fixture
def way_in(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="log_only", name="North")
    return camera


@pytest.fixture
def way_out(site: Site) -> Camera:
    camera = make_camera(site, direction="out")
    make_gate(site, camera, policy="log_only", direction="out", name="South")
    return camera


def look_back(vehicle: Vehicle) -> None:
    """Run every look that the newest block asked for, the one a minute later as well."""
    pks = list(vehicle.rechecks.order_by("-pk").values_list("pk", flat=True)[:2])
    Recheck.objects.filter(pk__in=pks).update(not_before=clock.now())
    services.run_rechecks(pks=pks)


def see_long_ago(site: Site, camera: Camera, *, days: int) -> None:
    read = see(site, camera=camera, at=clock.now() - timedelta(days=days))
    PlateRead.objects.filter(pk=read.pk).update(received_at=read.captured_at)


def told(vehicle: Vehicle) -> tuple[str, str]:
    """Return the severity and the text of the one alert that the look back raises."""
    look_back(vehicle)
    alert = Alert.objects.get(kind="blocked-vehicle-inside")
    return alert.severity, alert.text


def test_possibly_another_when_it_was_let_in(site: Site, guard: User) -> None:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    block(site, "KA01QA1234")
    read = see(site, "KA01DA1234", camera=camera)
    assert read.reason == "possibly_blocked"
    services.open_by_hand(event=event_of(read), why="It is a D.", who=guard)
    severity, text = told(block(site, "KA01DA1234"))
    assert severity == "critical"
    assert text.startswith("KA01DA1234 was blocked and is inside since")


def test_settled_by_a_person_when_it_was_let_in(site: Site, guard: User) -> None:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    read = see(site, "KA01A", camera=camera, confidence=0.3)
    services.review_read(read=read, why="Mud.", who=guard, plate=PLATE)
    services.admit_read(read=read, why="Known.", who=guard)
    severity, text = told(block(site))
    assert (severity, "is inside since" in text, "read once since" in text) == (
        "critical",
        True,
        True,
    )


def test_what_a_person_said_it_shows_counts_and_not_what_was_read(site: Site, guard: User) -> None:
    read = see(site, "KA01A81234", confidence=0.3)
    services.review_read(read=read, why="Looked.", who=guard, plate="KA01AC9999")
    look_back(block(site))
    assert not Alert.objects.exists()


def test_a_review_that_told_of_it_is_not_told_again(site: Site, guard: User) -> None:
    read = see(site, "KA01A", confidence=0.3)
    vehicle = block(site)
    services.review_read(read=read, why="Mud.", who=guard, plate=PLATE)
    look_back(vehicle)
    assert list(Alert.objects.values_list("kind", flat=True)) == ["blocked-vehicle"]


def test_blocked_once_more(site: Site, way_in: Camera) -> None:
    block(site)
    see(site, camera=way_in, ago=100)
    services.unblock_plate(site=site, plate=PLATE)
    severity, text = told(block(site))
    assert (severity, "is inside since" in text, "by North" in text) == ("critical", True, True)


def test_inside_for_longer_than_a_day(site: Site, way_in: Camera) -> None:
    see_long_ago(site, way_in, days=3)
    vehicle = block(site)
    severity, text = told(vehicle)
    assert (severity, "is inside since" in text) == ("critical", True)
    assert Alert.objects.get().count == 1


def test_one_that_has_left(site: Site, way_in: Camera, way_out: Camera) -> None:
    see(site, camera=way_in, ago=3600)
    left = see(site, camera=way_out, ago=1800)
    severity, text = told(block(site))
    at = left.captured_at.astimezone(site.zone)
    assert (severity, f"has left, {at:%d %b %H:%M}" in text) == ("warning", True)
    assert "inside" not in text


def test_one_that_left_long_ago_is_not_told_of(site: Site, way_in: Camera, way_out: Camera) -> None:
    see_long_ago(site, way_in, days=4)
    see_long_ago(site, way_out, days=3)
    look_back(block(site))
    assert not Alert.objects.exists()


def test_one_that_left_and_was_read_again(site: Site, way_in: Camera, way_out: Camera) -> None:
    see(site, camera=way_in, ago=7200)
    see(site, camera=way_out, ago=3600)
    see(site, ago=60)
    severity, text = told(block(site))
    assert (severity, "may be inside" in text) == ("critical", True)


def test_one_that_is_only_like_it(site: Site, way_in: Camera) -> None:
    see(site, "KA01A81234", camera=way_in, ago=60)
    assert see(site, "KA01AB1284", camera=way_in, ago=60).valid
    severity, text = told(block(site, "KA01AB1234"))
    assert severity == "warning"
    assert "possibly read once since" in text
