"""All cameras of a supervisor: followed as the database says, each look short, refusals told once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.models import Heartbeat
from streaming import selectors
from streaming.models import Camera, CameraStatus
from streaming.supervision import fleet as fleets
from streaming.supervision import names
from streaming.supervision.fleet import Fleet
from streaming.supervision.tenure import Tenure
from streaming.targets import REFUSED
from tests.builders import make_site
from tests.streaming.builders import make_camera, report
from tests.streaming.capturing import eventually

pytestmark = pytest.mark.django_db


class FakeKeeper:
    """Says that its camera is live, until it is stopped."""

    made: list[FakeKeeper] = []

    def __init__(
        self,
        label: str,
        order: str,
        socket: str,
        changed: Callable[[], None],
        tenure: Tenure,
    ) -> None:
        self.label, self.order, self.socket, self.changed = label, order, socket, changed
        # What has been granted when it is made lasts from an earlier look.
        self.tenure, self.made_good = tenure, tenure.good
        self.report: dict[str, Any] | None = report()
        self.stopped = self.joined = False
        FakeKeeper.made.append(self)

    def stop(self) -> None:
        self.stopped = True

    def join(self) -> None:
        assert self.stopped
        self.joined = True


@pytest.fixture(autouse=True)
def _fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeKeeper.made = []
    monkeypatch.setattr(fleets, "CaptureKeeper", FakeKeeper)
    monkeypatch.setattr(fleets, "close_old_connections", lambda: None)


def running() -> set[str]:
    return {keeper.label for keeper in FakeKeeper.made if not keeper.stopped}


def test_cameras_are_followed() -> None:
    site, fleet = make_site(), Fleet()
    one, two = make_camera(site), make_camera(site)
    fleet._look()
    assert running() == {one.camera_id, two.camera_id}
    fleet._look()
    assert len(FakeKeeper.made) == 2
    Camera.objects.filter(pk=one.pk).update(enabled=False)
    three = make_camera(site)
    fleet._look()
    assert running() == {two.camera_id, three.camera_id}
    assert all(keeper.joined for keeper in FakeKeeper.made if keeper.stopped)
    states = {row.camera_id: row.state for row in CameraStatus.objects.all()}
    assert states == {one.pk: "disabled", two.pk: "live", three.pk: "live"}


@pytest.mark.parametrize(
    "change",
    [{"source": "scene:door"}, {"password": "new"}, {"target_fps": 5}, {"consumers": ["x"]}],
)
def test_a_change_restarts_that_camera_alone(change: dict[str, Any]) -> None:
    site, fleet = make_site(), Fleet()
    one, two = make_camera(site), make_camera(site)
    fleet._look()
    Camera.objects.filter(pk=one.pk).update(**change)
    fleet._look()
    assert [keeper.label for keeper in FakeKeeper.made if keeper.stopped] == [one.camera_id]
    assert running() == {one.camera_id, two.camera_id}


def test_what_does_not_concern_capture_restarts_nothing() -> None:
    camera, fleet = make_camera(make_site()), Fleet()
    fleet._look()
    Camera.objects.filter(pk=camera.pk).update(direction="in", detector="hog", quality=60)
    fleet._look()
    assert len(FakeKeeper.made) == 1


def test_two_supervisors_share() -> None:
    make_camera(make_site())
    first, second = Fleet(), Fleet()
    first._look()
    second._look()
    assert len(FakeKeeper.made) == 1
    first._end()
    assert FakeKeeper.made[0].joined
    second._look()
    assert len(FakeKeeper.made) == 2


def test_a_camera_that_was_taken_over_is_let_go() -> None:
    camera, fleet = make_camera(make_site()), Fleet()
    fleet._look()
    Camera.objects.filter(pk=camera.pk).update(supervisor="another")
    fleet._look()
    assert running() == set()


def test_a_refused_address_is_offline_since_its_first_refusal() -> None:
    camera, fleet = make_camera(make_site(), source="rtsp://127.0.0.1/s"), Fleet()
    fleet._look()
    first = CameraStatus.objects.get(camera=camera)
    assert (first.state, first.error) == ("offline", REFUSED)
    fleet._look()
    assert CameraStatus.objects.get(camera=camera).since == first.since
    text, since = fleet._refused[camera.pk]
    fleet._refused[camera.pk] = text, since - 61 * 10**9
    fleet._look()
    assert Alert.objects.get().subject_id == str(camera.pk)
    assert FakeKeeper.made == []


def test_it_says_that_it_lives() -> None:
    make_camera(make_site())
    fleet = Fleet()
    fleet._look()
    assert Heartbeat.objects.get().name == f"cameras@{fleet.name}"


def test_a_database_that_is_away_stops_no_camera(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_camera(make_site())
    fleet = Fleet(alone=True)
    fleet._look()

    def away(*_args: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(selectors, "wanted_cameras", away)
    until = fleet.tenure.until
    fleet._look()
    assert len(running()) == 1
    assert "does not answer" in caplog.text
    # Whoever lives, and is alone, carries on by itself.
    assert fleet.tenure.until == until
    fleet.tenure.carry_on()
    assert fleet.tenure.until > until


def test_a_supervisor_that_was_frozen_starts_nothing_before_it_has_asked() -> None:
    camera, fleet = make_camera(make_site()), Fleet()
    fleet._look()
    assert fleet.tenure.good
    assert not FakeKeeper.made[0].made_good
    fleet.tenure.until = 0.0
    Camera.objects.filter(pk=camera.pk).update(supervisor="another")
    stopped: list[bool] = []
    FakeKeeper.made[0].join = lambda: stopped.append(fleet.tenure.good)  # type: ignore[method-assign]
    fleet._look()
    assert stopped == [False]


def test_the_cameras_of_a_dead_supervisor_are_taken_at_once() -> None:
    here = names.new_name()
    gone = here.replace(f".{os.getpid()}.", f".{_dead_process()}.")
    elsewhere = "other-host-1.1.abc123"
    site, fleet = make_site(), Fleet()
    until = clock.now() + timedelta(seconds=15)
    held = [
        make_camera(site, supervisor=name, lease_until=until) for name in (gone, here, elsewhere)
    ]
    fleet._look()
    assert running() == {held[0].camera_id}


@pytest.mark.parametrize("name", ["", "a", "a.b", "host.1.x", "..", "a.b.c.d"])
def test_nothing_is_known_of_names_that_are_not_ours(name: str) -> None:
    assert not names.is_dead(name)


def test_a_change_of_state_is_written_down_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleets, "TICK_S", 30.0)
    fleet, looks = Fleet(), [0]

    def look() -> None:
        looks[0] += 1

    monkeypatch.setattr(fleet, "_look", look)
    monkeypatch.setattr(fleet, "_end", lambda: None)
    thread = threading.Thread(target=fleet.run)
    thread.start()
    eventually(lambda: looks[0] == 1, "the first look")
    fleet._woken.set()
    eventually(lambda: looks[0] == 2, "the second", 2)
    fleet.stop()
    thread.join(2)
    assert not thread.is_alive()


def _dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid
