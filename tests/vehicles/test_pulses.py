"""When a pulse goes out: at once, beside the answer, never late; a barrier that stays shut is told of."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.errors import Conflict
from factory.sites.models import Site
from tests.builders import default_site
from tests.vehicles.builders import allow, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import Actuation
from vehicles.relays import TIMEOUT_SECONDS, RelayError, send_pulse
from vehicles.services import pulsing
from vehicles.services.pulsing import AT_ONCE, LATEST, TOO_LATE


class Deaf(threading.Thread):
    """A relay that takes connections and says nothing, or agrees ``after`` some seconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.answers = False
        self.called_at: list[float] = []
        self.line = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.line.getsockname()[1]}/on"
        self.held: list[socket.socket] = []

    def run(self) -> None:
        while True:
            try:
                caller, _ = self.line.accept()
            except OSError:
                return
            self.called_at.append(time.monotonic())
            self.held.append(caller)
            if self.answers:
                caller.recv(1024)
                caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    def hang_up(self) -> None:
        self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()
        for caller in self.held:
            caller.close()


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    relay = Deaf()
    relay.start()
    yield relay
    relay.hang_up()
    relay.join(5)


@pytest.fixture
def site(settings: Any) -> Site:
    settings.GATE_RELAY_HOSTS = ["127.0.0.1"]
    return default_site()


def test_whoever_asks_waits_for_no_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, goes_on, done = threading.Event(), threading.Event(), list[int]()

    def slow(*, actuation_id: int) -> None:
        begun.set()
        goes_on.wait(5)
        done.append(actuation_id)

    monkeypatch.setattr(pulsing, "actuate", slow)
    pulsing.send_aside(7)
    assert begun.wait(5)
    assert done == []
    goes_on.set()
    pulsing._threads().shutdown()
    pulsing._threads.cache_clear()
    assert done == [7]


def test_a_pulse_that_breaks_is_logged_and_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*, actuation_id: int) -> None:
        raise RuntimeError(f"no database for {actuation_id}")

    monkeypatch.setattr(pulsing, "actuate", broken)
    pulsing.send_aside(7)
    pulsing._threads().shutdown()
    pulsing._threads.cache_clear()
    assert "no database for 7" in caplog.text


def test_a_name_that_is_looked_up_too_long_gets_no_pulse(
    deaf: Deaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow_look_up(address: Any, *_args: Any, **_kwargs: Any) -> socket.socket:
        hour_hand.append(TIMEOUT_SECONDS + 1)
        return real(address)

    hour_hand: list[float] = []
    real, monotonic = socket.create_connection, time.monotonic
    monkeypatch.setattr("socket.create_connection", slow_look_up)
    monkeypatch.setattr("vehicles.relays.time.monotonic", lambda: monotonic() + sum(hour_hand))
    with pytest.raises(RelayError, match="within 2 s"):
        send_pulse(deaf.url, "", allowed_hosts=["127.0.0.1"])
    while not deaf.held:
        time.sleep(0.01)
    deaf.held[0].settimeout(5)
    assert deaf.held[0].recv(1024) == b""


@pytest.mark.django_db
class TestOnRecord:
    def ask(self, site: Site, deaf: Deaf) -> Actuation:
        camera = make_camera(site)
        make_gate(site, camera, actuator="http", relay_url=deaf.url)
        allow(site)
        see(site, camera=camera)
        return Actuation.objects.get()

    def test_a_late_pulse_is_never_sent(self, site: Site, deaf: Deaf) -> None:
        pulse = self.ask(site, deaf)
        Actuation.objects.update(asked_at=clock.now() - LATEST)
        services.actuate(actuation_id=pulse.pk)
        pulse.refresh_from_db()
        assert (pulse.state, pulse.failure) == ("failed", TOO_LATE)
        assert deaf.called_at == []

    def test_a_barrier_that_does_not_move_is_an_alert_till_it_does(
        self, site: Site, deaf: Deaf
    ) -> None:
        pulse = self.ask(site, deaf)
        services.actuate(actuation_id=pulse.pk)
        is_open = Alert.objects.filter(kind="barrier-silent", resolved_at=None)
        assert "did not answer within 2 s" in is_open.get().text
        deaf.answers = True
        Actuation.objects.update(state="asked", finished_at=None, asked_at=clock.now())
        services.actuate(actuation_id=pulse.pk)
        assert not is_open.exists()
        assert Actuation.objects.get().state == "done"

    def test_a_guard_tries_again_where_the_barrier_did_not_answer(
        self, site: Site, deaf: Deaf
    ) -> None:
        pulse = self.ask(site, deaf)
        assert pulse.event is not None
        services.actuate(actuation_id=pulse.pk)
        services.open_by_hand(event=pulse.event, why="it stayed shut", who=make_guard(site))
        assert Actuation.objects.filter(event=pulse.event, state="asked").count() == 1
        with pytest.raises(Conflict, match="already"):
            services.open_by_hand(event=pulse.event, why="once more", who=make_guard(site))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("pulse_threads")
class TestBesideTheAnswer:
    @pytest.fixture(autouse=True)
    def _threads_of_its_own(self) -> Iterator[None]:
        if connection.vendor != "postgresql":
            pytest.skip("a test's SQLite is in memory, where threads share one connection")
        yield
        pulsing._threads().shutdown()
        pulsing._threads.cache_clear()

    def test_the_answer_waits_for_no_relay(self, site: Site, deaf: Deaf) -> None:
        camera = make_camera(site)
        make_gate(site, camera, actuator="http", relay_url=deaf.url)
        allow(site)
        read = see(site, camera=camera)
        assert read.event is not None
        assert read.event.opened
        # The relay is silent for two seconds, and we know the answer already.
        assert Actuation.objects.get().state == "asked"
        pulsing._threads().shutdown()
        assert Actuation.objects.get().state == "failed"
        assert len(deaf.called_at) == 1

    def test_a_living_relay_is_called_at_once(self, site: Site, deaf: Deaf) -> None:
        deaf.answers = True
        camera = make_camera(site)
        make_gate(site, camera, actuator="http", relay_url=deaf.url)
        allow(site)
        see(site, camera=camera)
        pulsing._threads().shutdown()
        assert Actuation.objects.get().state == "done"
        assert len(deaf.called_at) == 1

    def test_dead_relays_hold_up_no_living_one(self, site: Site, deaf: Deaf) -> None:
        camera = make_camera(site)
        gate = make_gate(site, camera, actuator="http", relay_url=deaf.url)
        dead = [
            Actuation.objects.create(site=site, gate=gate, actuator="http")
            for _ in range(AT_ONCE - 1)
        ]
        for pulse in dead:
            pulsing.send_aside(pulse.pk)
        other = make_gate(site, make_camera(site))
        living = Actuation.objects.create(site=site, gate=other, actuator="log")
        began = time.monotonic()
        pulsing.send_aside(living.pk)
        while Actuation.objects.get(pk=living.pk).state != "done":
            assert time.monotonic() - began < TIMEOUT_SECONDS
            time.sleep(0.01)
