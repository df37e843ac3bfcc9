"""One read decided: what is stored, what fires once, what opens, and what fails closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.errors import Conflict, Unavailable
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import make_device, make_site
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate, see
from vehicles import selectors, services
from vehicles.models import Actuation, Gate, GateEvent, PlateRead
from vehicles.services import SeenPlate

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    return make_camera(site)


def events() -> list[tuple[str, str]]:
    return list(GateEvent.objects.order_by("pk").values_list("decision", "plate"))


def test_a_read_is_stored_with_its_answer(site: Site) -> None:
    read = see(site, "ka 01-ab 1234", confidence=0.92)
    stored = PlateRead.objects.get()
    assert (stored.pk, stored.raw_text, stored.text) == (read.pk, "ka 01-ab 1234", PLATE)
    assert (stored.key, stored.reason, stored.state) == (PLATE, "passed", "done")
    assert (stored.valid, stored.fired, stored.threshold) == (True, True, 0.85)
    assert stored.event == GateEvent.objects.get()


@pytest.mark.parametrize("text", ["", "🚗🚗", "\0\ud800", "x" * 10_000, "A\0B" * 3_000])
def test_any_text_is_stored_and_held(site: Site, text: str) -> None:
    read = see(site, text)
    read.refresh_from_db()
    assert (read.valid, read.requires_manual_review, read.fired) == (False, True, False)


def test_a_figure_that_is_none_counts_as_none(site: Site) -> None:
    read = see(site, confidence=float("nan"))
    read.refresh_from_db()
    assert (read.reason, read.counted_confidence) == ("low_confidence", 0.0)


def test_a_blocked_vehicle_on_a_dirty_plate_alerts_at_once(
    site: Site, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    vehicle = block(site)
    with django_capture_on_commit_callbacks(execute=True):
        read = see(site, confidence=0.2)
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity) == ("blocked-vehicle", "critical")
    assert PLATE in alert.text
    assert "Stolen vehicle" in alert.text
    assert (read.status, read.layer, read.vehicle) == ("BLOCKED", "list", vehicle)
    assert any(m.startswith("❌") and PLATE in m for m in caplog.messages)


def test_one_confusion_away_warns(site: Site) -> None:
    block(site, "KA01A81234")
    read = see(site)
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity) == ("possible-blocked-vehicle", "warning")
    assert (read.reason, read.status, read.valid) == ("possibly_blocked", "UNKNOWN", False)
    assert events() == [("possible", PLATE)]


def test_lists_of_another_site_do_not_count(site: Site) -> None:
    block(make_site())
    assert see(site).valid


def test_a_poor_read_fires_nothing(site: Site, camera: Camera) -> None:
    make_gate(site, camera)
    assert not see(site, camera=camera, confidence=0.85).fired
    assert events() == []


class TestRepeats:
    def test_a_track_fires_once(self, site: Site, camera: Camera) -> None:
        first = see(site, camera=camera, track="7", ago=2)
        again = see(site, "KA01AB1284", camera=camera, track="7")
        assert (first.fired, again.fired, again.event) == (True, False, first.event)
        assert events() == [("pass", PLATE)]

    def test_a_poor_read_does_not_use_the_track_up(self, site: Site, camera: Camera) -> None:
        see(site, camera=camera, track="7", ago=2, confidence=0.5)
        assert see(site, camera=camera, track="7").fired

    def test_a_parked_vehicle_stays_one_event(self, site: Site, camera: Camera) -> None:
        reads = [see(site, camera=camera, ago=ago) for ago in (150, 100, 50, 0)]
        assert [read.fired for read in reads] == [True, False, False, False]

    def test_a_plate_that_comes_back_later_is_news(self, site: Site, camera: Camera) -> None:
        assert [see(site, camera=camera, ago=ago).fired for ago in (61, 0)] == [True, True]

    def test_a_reused_track_number_later_is_news(self, site: Site, camera: Camera) -> None:
        see(site, camera=camera, track="1", ago=181)
        assert see(site, "MH12DE5678", camera=camera, track="1").fired

    def test_two_cameras_of_a_gate_are_one_place(self, site: Site, camera: Camera) -> None:
        other = make_camera(site)
        make_gate(site, camera, other)
        assert see(site, camera=camera).fired
        assert not see(site, camera=other).fired

    def test_two_gates_are_two_places(self, site: Site, camera: Camera) -> None:
        other = make_camera(site, direction="out")
        make_gate(site, camera)
        make_gate(site, other, direction="out")
        assert see(site, camera=camera).fired
        assert see(site, camera=other).fired

    def test_in_and_out_of_one_gate_differ(self, site: Site, camera: Camera) -> None:
        out = make_camera(site, direction="out")
        make_gate(site, camera, out, direction="none")
        assert see(site, camera=camera).fired
        assert see(site, camera=out).fired

    def test_without_a_camera_nothing_is_suppressed(self, site: Site) -> None:
        assert [see(site, track="5").fired for _ in range(2)] == [True, True]

    def test_a_blocked_vehicle_alerts_once_while_it_stands_there(
        self, site: Site, camera: Camera
    ) -> None:
        block(site)
        for ago in (4, 2, 0):
            see(site, camera=camera, ago=ago)
        assert Alert.objects.get().count == 1
        assert events() == [("blocked", PLATE)]

    def test_blocked_while_it_waits(self, site: Site, camera: Camera) -> None:
        see(site, camera=camera, track="1", ago=2)
        block(site)
        assert see(site, camera=camera, track="1").fired
        assert events() == [("pass", PLATE), ("blocked", PLATE)]


class TestOpening:
    def test_an_authorised_vehicle_opens_once(
        self, site: Site, camera: Camera, django_capture_on_commit_callbacks: Any
    ) -> None:
        make_gate(site, camera)
        allow(site)
        with django_capture_on_commit_callbacks(execute=True):
            see(site, camera=camera, track="1", ago=1)
            see(site, camera=camera, track="1")
        assert GateEvent.objects.get().opened
        assert Actuation.objects.get().state == Actuation.State.DONE

    @pytest.mark.parametrize(
        ("policy", "listed", "opened"),
        [
            (Gate.Policy.OPEN_FOR_AUTHORIZED, True, True),
            (Gate.Policy.OPEN_FOR_AUTHORIZED, False, False),
            (Gate.Policy.OPEN_FOR_ANY_VALID, False, True),
            (Gate.Policy.LOG_ONLY, True, False),
        ],
    )
    def test_the_policy_decides(
        self, site: Site, camera: Camera, policy: str, listed: bool, opened: bool
    ) -> None:
        make_gate(site, camera, policy=policy)
        if listed:
            allow(site)
        see(site, camera=camera)
        assert GateEvent.objects.get().opened == opened

    @pytest.mark.parametrize("ago", [11, 3600])
    def test_a_late_read_opens_nothing(self, site: Site, camera: Camera, ago: float) -> None:
        make_gate(site, camera)
        allow(site)
        read = see(site, camera=camera, ago=ago)
        assert read.fired
        assert not GateEvent.objects.get().opened

    @pytest.mark.parametrize("text", ["KA01AB1234 ", "KAO1AB1234", "KA01AB123"])
    def test_only_the_very_plate_opens(self, site: Site, camera: Camera, text: str) -> None:
        make_gate(site, camera)
        allow(site)
        see(site, text, camera=camera)
        assert Actuation.objects.exists() == (text.strip() == PLATE)

    def test_the_kill_switch(self, site: Site, camera: Camera) -> None:
        make_gate(site, camera, halted=True)
        allow(site)
        see(site, camera=camera)
        assert not GateEvent.objects.get().opened

    def test_the_kill_switch_thrown_before_the_pulse(self, site: Site, camera: Camera) -> None:
        gate = make_gate(site, camera)
        allow(site)
        see(site, camera=camera)
        Gate.objects.filter(pk=gate.pk).update(halted=True)
        services.actuate(actuation_id=Actuation.objects.get().pk)
        assert Actuation.objects.get().state == Actuation.State.HALTED

    def test_a_barrier_that_does_not_answer(self, site: Site, camera: Camera) -> None:
        gate = make_gate(site, camera)
        allow(site)
        see(site, camera=camera)
        Actuation.objects.filter(gate=gate).update(actuator="none such")
        services.actuate(actuation_id=Actuation.objects.get().pk)
        tried = Actuation.objects.get()
        assert (tried.state, "none such" in tried.failure) == (Actuation.State.FAILED, True)

    def test_an_authorised_vehicle_outside_its_validity_is_an_exception(
        self, site: Site, camera: Camera
    ) -> None:
        make_gate(site, camera)
        allow(site, valid_until=clock.now() - timedelta(hours=1))
        read = see(site, camera=camera)
        assert (read.status, read.valid, read.requires_manual_review) == ("AUTHORIZED", True, True)
        event = GateEvent.objects.get()
        assert (event.decision, event.opened) == ("exception", False)


class TestFailures:
    @pytest.fixture
    def _no_lists(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*_args: object) -> None:
            raise OperationalError("server closed the connection")

        monkeypatch.setattr(selectors, "listed", gone)

    @pytest.mark.usefixtures("_no_lists")
    def test_lists_that_cannot_be_read_hold_everybody(self, site: Site, camera: Camera) -> None:
        make_gate(site, camera, policy=Gate.Policy.OPEN_FOR_ANY_VALID)
        read = see(site, camera=camera)
        assert (read.valid, read.status, read.requires_manual_review) == (False, "UNKNOWN", True)
        assert "could not be read" in read.alert_message
        assert events() == []

    def test_a_query_that_fails_does_not_spoil_the_transaction(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_args: object) -> Any:
            return GateEvent.objects.raw("SELECT no_such_column FROM vehicles_gateevent")[0]

        monkeypatch.setattr(selectors, "listed", broken)
        with transaction.atomic():
            assert see(site).reason == "lists_unreadable"
        assert PlateRead.objects.count() == 1

    def test_hours_that_somebody_spoiled_hold(self, site: Site) -> None:
        vehicle = allow(site)
        type(vehicle).objects.filter(pk=vehicle.pk).update(hours="whenever")
        assert see(site).reason == "lists_unreadable"

    def test_nothing_can_be_written(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*_args: object, **_kwargs: object) -> None:
            raise OperationalError("server closed the connection")

        monkeypatch.setattr("vehicles.services.storing.write_read", gone)
        with pytest.raises(Unavailable, match="nothing was opened"):
            see(site)
        assert events() == []


class TestDevices:
    def test_an_event_that_is_sent_again_is_answered_as_before(self, site: Site) -> None:
        device, _ = make_device(site)
        seen = SeenPlate(
            text=PLATE,
            confidence=0.9,
            device_id=device.pk,
            event_id="e1",
            captured_at=clock.now(),
        )
        first = services.decide_read(site=site, seen=seen)
        block(site)
        again = services.decide_read(site=site, seen=seen)
        assert (again.pk, again.valid) == (first.pk, True)
        assert PlateRead.objects.count() == 1

    def test_one_that_waits_in_a_bulk(self, site: Site) -> None:
        device, _ = make_device(site)
        seen = SeenPlate(text=PLATE, confidence=0.9, device_id=device.pk, event_id="e1")
        services.take_reads(site=site, seen=[seen])
        with pytest.raises(Conflict):
            services.decide_read(site=site, seen=seen)
