"""Votes of reads from outside: a camera's own setting, counted on the server."""

from __future__ import annotations

import pytest

from factory.core import clock
from factory.core.errors import Refused
from factory.core.memo import forget_all
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import client_of, make_site
from tests.vehicles.builders import PLATE, block, event_of, make_camera, make_gate, make_guard, see
from vehicles import selectors, services
from vehicles.models import Actuation, GateEvent, PlateCamera, PlateRead
from vehicles.services import SeenPlate

pytestmark = pytest.mark.django_db


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    services.set_votes(camera=camera, votes_needed=2)
    forget_all()
    return camera


def test_two_must_agree_and_fire_once(site: Site, camera: Camera) -> None:
    first, second, third = (see(site, camera=camera, track="9", ago=ago) for ago in (2, 1, 0))
    assert (first.reason, first.fired) == ("too_few_votes", False)
    assert (second.reason, second.fired, event_of(second).opened) == ("passed", True, True)
    assert (third.fired, third.event) == (False, second.event)
    first.refresh_from_db()
    assert first.event == second.event


def test_reads_that_come_in_bulk_vote_too(site: Site, camera: Camera) -> None:
    seen = [SeenPlate(PLATE, 0.95, track_id="9", camera_id=camera.pk) for _ in range(3)]
    first, second, third = (arrival.read for arrival in services.take_reads(site=site, seen=seen))
    services.check_read(pk=first.pk)
    first.refresh_from_db()
    assert (first.reason, first.event) == ("too_few_votes", None)
    for one in (second, third):
        services.check_read(pk=one.pk)
    event = GateEvent.objects.get()
    assert set(event.reads.all()) == {first, second, third}
    assert PlateRead.objects.get(fired=True) == second


def test_a_box_whose_clock_knows_whole_seconds(site: Site, camera: Camera) -> None:
    at = clock.now().replace(microsecond=0)
    assert [see(site, camera=camera, track="9", at=at).fired for _ in range(3)] == [
        False,
        True,
        False,
    ]


def test_two_reads_of_one_frame_are_one_vote(site: Site, camera: Camera) -> None:
    at = clock.now().replace(microsecond=1)
    assert not any(see(site, camera=camera, track="9", at=at).fired for _ in range(3))


def test_a_vote_that_others_joined_was_stopped_by_no_layer_and_waits_for_nobody(
    site: Site, camera: Camera
) -> None:
    for ago in (1, 0):
        see(site, camera=camera, track="9", ago=ago)
    assert selectors.gate_statistics(site)["rejections_by_layer"]["confidence"] == 0
    waiting = client_of(make_guard(site)).get("/api/v1/plate-reads", {"review": "true"}).json()
    assert waiting["results"] == []
    see(site, "MH12DE5678", camera=camera, track="10")
    assert selectors.gate_statistics(site)["rejections_by_layer"]["confidence"] == 1


def test_one_that_was_agreed_on_is_not_held_again(site: Site, camera: Camera) -> None:
    reads = [see(site, camera=camera, track="9", ago=3 - ago) for ago in range(4)]
    assert [read.reason for read in reads] == ["too_few_votes", "passed", "passed", "passed"]
    assert [read.requires_manual_review for read in reads[2:]] == [False, False]
    assert (GateEvent.objects.count(), Actuation.objects.count()) == (1, 1)


def test_a_track_s_number_that_comes_again_later_is_agreed_on_anew(
    site: Site, camera: Camera
) -> None:
    reasons = [see(site, camera=camera, track="9", ago=ago).reason for ago in (402, 401, 200)]
    assert reasons == ["too_few_votes", "passed", "too_few_votes"]


def test_reads_that_differ_wait(site: Site, camera: Camera) -> None:
    for ago, text in enumerate((PLATE, "KA01AB1235", "MH12DE5678")):
        assert see(site, text, camera=camera, track="9", ago=3 - ago).reason == "too_few_votes"
    assert not GateEvent.objects.exists()


def test_other_tracks_and_cameras_do_not_vote(site: Site, camera: Camera) -> None:
    other = make_camera(site)
    services.set_votes(camera=other, votes_needed=2)
    see(site, camera=camera, track="9", ago=3)
    assert not see(site, camera=camera, track="10", ago=2).fired
    assert not see(site, camera=other, track="9", ago=1).fired


def test_a_blocked_vehicle_waits_for_no_votes(site: Site, camera: Camera) -> None:
    block(site)
    read = see(site, camera=camera, track="9")
    assert (read.status, read.fired) == ("BLOCKED", True)


def test_without_a_track_each_read_counts(site: Site, camera: Camera) -> None:
    assert see(site, camera=camera).fired


def test_a_producer_that_voted_is_believed(site: Site, camera: Camera) -> None:
    assert see(site, camera=camera, track="9", voted=True).fired


def test_a_camera_of_no_setting_needs_one(site: Site) -> None:
    assert see(site, camera=make_camera(site), track="9").fired


def test_it_is_set_at_the_camera_s_own_site(site: Site) -> None:
    other = make_camera(make_site())
    with pytest.raises(Refused):
        services.set_votes(camera=other, votes_needed=3, caller=make_guard(site))
    assert not PlateCamera.objects.exists()


def test_the_waiting_reads_stay_as_they_were_judged(site: Site, camera: Camera) -> None:
    see(site, camera=camera, track="9", ago=1)
    see(site, camera=camera, track="9")
    judged = PlateRead.objects.order_by("captured_at").values_list("reason", flat=True)
    assert list(judged) == ["too_few_votes", "passed"]
