"""Writes: statuses and the alerts that follow, leases, cameras and their passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F, TextField
from django.db.models.functions import Cast
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from factory.alerts.models import Alert
from factory.audit.models import Entry
from factory.core import clock
from factory.core.encryption import current_key_id
from factory.core.errors import Invalid
from streaming import selectors, services
from streaming.models import Camera, CameraStatus
from streaming.services.leases import LEASE
from tests.builders import default_site, make_site, make_user
from tests.streaming.builders import make_camera, report

pytestmark = pytest.mark.django_db


def state_of(camera: Camera) -> str:
    return str(CameraStatus.objects.get(camera=camera).state)


def test_one_row_for_each_camera_overwritten() -> None:
    cameras = [make_camera(make_site()) for _ in range(3)]
    services.record_statuses({camera.pk: report() for camera in cameras})
    services.record_analyses({cameras[0].pk: {"detector": {"ms": 12.0}}})
    services.record_statuses({cameras[0].pk: report("stalled", frames_read=1300)})
    row = CameraStatus.objects.get(camera=cameras[0])
    assert (row.state, row.frames_read, row.viewers) == ("stalled", 1300, 2)
    assert row.analysis == {"detector": {"ms": 12.0}}
    assert row.site_id == cameras[0].site_id
    assert CameraStatus.objects.count() == 3


def test_statuses_cost_the_same_for_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    site = make_site()
    cameras = [make_camera(site) for _ in range(12)]
    services.record_statuses({camera.pk: report() for camera in cameras})
    # Cameras, states before, a savepoint with one upsert, open alerts.
    with django_assert_num_queries(6):
        services.record_statuses({camera.pk: report() for camera in cameras})


def test_a_report_of_a_camera_that_was_removed_is_left_out() -> None:
    camera = make_camera(make_site())
    services.record_statuses({camera.pk: report(), camera.pk + 999: report()})
    assert CameraStatus.objects.count() == 1


def test_who_watches_hears_of_changed_states_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[tuple[int, str, list[int]]] = []
    monkeypatch.setattr(
        "factory.alerts.events.publish",
        lambda site, topic, _perm, ids: told.append((site, topic, list(ids))),
    )
    camera = make_camera(make_site())
    for state in ("connecting", "live", "live", "offline", "offline"):
        services.record_statuses({camera.pk: report(state)})
    assert told == [(camera.site_id, "camera", [camera.pk])] * 3


def test_a_camera_that_stays_offline_raises_one_alert_and_resolves_it() -> None:
    camera = make_camera(make_site())
    services.record_statuses({camera.pk: report("offline", since_s=59)})
    assert not Alert.objects.exists()
    for seconds in (61, 63, 65, 600):
        services.record_statuses({camera.pk: report("offline", since_s=seconds)})
    alert = Alert.objects.get()
    assert (alert.kind, alert.count, alert.site_id) == ("camera-offline", 1, camera.site_id)
    assert (alert.subject_type, alert.subject_id) == ("streaming.camera", str(camera.pk))
    services.record_statuses({camera.pk: report("connecting")})
    assert Alert.objects.get().resolved_at is None
    services.record_statuses({camera.pk: report()})
    assert Alert.objects.get().resolved_at is not None
    services.record_statuses({camera.pk: report("offline", since_s=61)})
    assert Alert.objects.filter(resolved_at=None).count() == 1


@pytest.mark.parametrize("leave", ["removed", "watched by nobody"])
def test_an_alert_does_not_outlive_its_cause(leave: str) -> None:
    camera = make_camera(make_site())
    services.record_statuses({camera.pk: report("offline", since_s=99)})
    assert Alert.objects.filter(resolved_at=None).exists()
    if leave == "removed":
        services.remove_camera(camera=camera, who=None)
    else:
        services.record_statuses({camera.pk: report("idle")})
    assert not Alert.objects.filter(resolved_at=None).exists()


def test_a_camera_that_is_switched_off_says_so_and_needs_no_attention() -> None:
    camera, other = make_camera(make_site()), make_camera(make_site())
    services.record_statuses(
        {camera.pk: report("offline", since_s=99), other.pk: report("offline", since_s=99)}
    )
    Camera.objects.filter(pk=camera.pk).update(enabled=False)
    services.mark_resting(selectors.resting_cameras())
    assert (state_of(camera), state_of(other)) == ("disabled", "offline")
    assert Alert.objects.get(resolved_at=None).subject_id == str(other.pk)


def test_resting_is_written_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    camera = make_camera(make_site(), enabled=False)
    services.record_statuses({camera.pk: report()})
    services.mark_resting({camera.pk: "reads from 08:00 to 17:00"})
    since = CameraStatus.objects.get().since
    with django_assert_num_queries(1):
        services.mark_resting({camera.pk: "reads from 08:00 to 17:00"})
    row = CameraStatus.objects.get()
    assert (row.since, row.fps, row.error) == (since, 0, "reads from 08:00 to 17:00")


def test_a_camera_that_was_never_read_may_rest_too() -> None:
    camera = make_camera(make_site())
    services.mark_resting({camera.pk: "reads from 08:00 to 17:00"})
    row = CameraStatus.objects.get()
    assert (row.camera_id, row.state, row.site_id) == (camera.pk, "disabled", camera.site_id)
    services.mark_resting({camera.pk: ""})
    again = CameraStatus.objects.get()
    assert (again.error, again.since) == ("", row.since)


def test_two_supervisors_never_hold_one_camera() -> None:
    cameras = [make_camera(make_site()) for _ in range(3)]
    first = services.lease_cameras(supervisor="a", cameras=cameras[:2])
    second = services.lease_cameras(supervisor="b", cameras=cameras)
    assert first == {cameras[0].pk, cameras[1].pk}
    assert second == {cameras[2].pk}
    assert services.lease_cameras(supervisor="a", cameras=cameras) == first


def test_a_dead_supervisors_cameras_are_taken_when_its_lease_has_ended() -> None:
    camera = make_camera(make_site())
    lease = Camera.objects.filter(pk=camera.pk)
    services.lease_cameras(supervisor="dead", cameras=[camera])
    lease.update(lease_until=F("lease_until") - LEASE + timedelta(seconds=5))
    assert not services.lease_cameras(supervisor="b", cameras=[camera])
    lease.update(lease_until=F("lease_until") - timedelta(seconds=5))
    assert services.lease_cameras(supervisor="b", cameras=[camera]) == {camera.pk}
    assert not services.lease_cameras(supervisor="dead", cameras=[camera])


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)])
def test_leases_go_by_the_databases_clock(ahead: timedelta) -> None:
    camera = make_camera(make_site())
    with clock.as_of(clock.now() - ahead):
        services.lease_cameras(supervisor="a", cameras=[camera])
    with clock.as_of(clock.now() + ahead):
        assert not services.lease_cameras(supervisor="b", cameras=[camera])
    left = Camera.objects.get().lease_until
    assert left is not None
    assert abs(left - LEASE - clock.now()) < timedelta(seconds=10)


def test_leases_are_given_back() -> None:
    camera = make_camera(make_site())
    services.lease_cameras(supervisor="a", cameras=[camera])
    services.release_cameras(supervisor="a")
    assert services.lease_cameras(supervisor="b", cameras=[camera]) == {camera.pk}


def test_the_first_camera_follows_the_environment(settings: Any) -> None:
    site = default_site()
    settings.RTSP_URL = ""
    assert services.ensure_first_camera() is None
    settings.RTSP_URL = "rtsp://admin:p%40ss@192.168.1.100:554/stream"
    settings.CAMERA_ID = "CAM-MAIN"
    for _ in range(2):
        camera = services.ensure_first_camera()
        assert camera is not None
    camera = Camera.objects.get()
    assert (camera.site, camera.camera_id) == (site, "CAM-MAIN")
    assert camera.source == "rtsp://192.168.1.100:554/stream"
    assert (camera.user, camera.password) == ("admin", "p@ss")
    settings.RTSP_URL = "rtsp://192.168.1.101/stream"
    services.ensure_first_camera()
    camera.refresh_from_db()
    assert (camera.source, camera.user, camera.password) == (settings.RTSP_URL, "", "")


@pytest.mark.parametrize("source", ["scene:door?seed=1", "file:a b.avi", "file:a@b.avi"])
def test_local_sources_have_no_credentials(source: str) -> None:
    assert services.split_credentials(source) == (source, "", "")


def test_acts_are_accounted_for_without_secrets(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    site = make_site()
    who = make_user((site, "manager"))
    fields = {"camera_id": "CAM-1", "name": "Gate", "source": "rtsp://10.0.0.5/s", "password": "x"}
    with django_capture_on_commit_callbacks() as told:
        camera = services.add_camera(site=site, who=who, **fields)
        services.change_camera(camera=camera, who=who, password="hush", name="North gate")
        services.remove_camera(camera=camera, who=who)
    acts = Entry.objects.order_by("pk").values_list("act", "who", "detail")
    assert list(acts) == [
        ("camera.added", who.pk, {}),
        ("camera.changed", who.pk, {"fields": ["name", "password"]}),
        ("camera.removed", who.pk, {"camera_id": "CAM-1"}),
    ]
    assert len(told) == 3
    assert not Camera.objects.exists()


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"source": "rtsp://10.0.0.5/other"}, True),
        ({"name": "North gate"}, True),
        ({"source": "rtsp://10.0.0.6/s"}, False),
        ({"source": "rtsp://10.0.0.5:8554/s"}, False),
        ({"source": "rtsp://10.0.0.6/s", "password": "known"}, True),
        ({"source": "rtsp://10.0.0.6/s", "password": ""}, True),
    ],
)
def test_a_password_is_for_one_server(changes: dict[str, Any], allowed: bool) -> None:
    site = make_site()
    camera = make_camera(site, source="rtsp://10.0.0.5/s", user="admin", password="hush")
    who = make_user((site, "security"))
    if allowed:
        services.change_camera(camera=camera, who=who, **changes)
        return
    with pytest.raises(Invalid) as caught:
        services.change_camera(camera=camera, who=who, **changes)
    assert "password" in caught.value.fields


@pytest.mark.parametrize("field", ["user", "password"])
def test_user_and_password_are_ciphertext_in_the_database(field: str) -> None:
    make_camera(make_site(), **{field: "hush"})
    (raw,) = Camera.objects.values_list(Cast(field, TextField()), flat=True)
    assert raw.startswith(f"{current_key_id()}:")
    assert "hush" not in raw
    assert getattr(Camera.objects.get(), field) == "hush"
