"""A pulse over HTTP: sent once, in time, to an allowed host, or not at all; each on record."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from tests.builders import default_site
from tests.vehicles.builders import allow, block, event_of, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import Actuation, Gate
from vehicles.relay_targets import relay_target
from vehicles.relays import TIMEOUT_SECONDS, RelayError, send_pulse
from vehicles.services.pulsing import FORGOTTEN

HOSTS = ("127.0.0.1", "relay.plant", "10.0.0.9:8080")


class Relay(HTTPServer):
    """Answers what it is told, after a while, and remembers who called."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[tuple[str, str, str]] = []
        self.status, self.byte_by_byte = 200, False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/relay/0?turn=on"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Relay

    def do_POST(self) -> None:
        key = self.headers.get("Authorization", "")
        self.server.calls.append((self.command, self.path, key))
        if self.server.byte_by_byte:
            for byte in b"HTTP/1.1 200 OK":
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.3)
            return
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Nothing on stderr."""


@pytest.fixture
def relay() -> Iterator[Relay]:
    with Relay() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def site(settings: Any) -> Site:
    settings.GATE_RELAY_HOSTS = ["127.0.0.1"]
    return default_site()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://relay.plant/", "http or https"),
        ("relay.plant", "http or https"),
        ("http:///on", "http or https"),
        ("http://metadata/on", "not among the hosts"),
        ("http://169.254.169.254/", "not among the hosts"),
        ("http://10.0.0.9/on", "not among the hosts"),
        ("http://relay.plant.evil/on", "not among the hosts"),
        ("http://guard:secret@relay.plant/on", "no user name"),
        ("http://relay.plant/a b", "blanks"),
    ],
)
def test_addresses_that_are_refused(url: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        relay_target(url, allowed_hosts=HOSTS)


def test_addresses_that_are_taken() -> None:
    target = relay_target(" http://RELAY.plant/relay/0?turn=on ", allowed_hosts=HOSTS)
    assert (target.host, target.port, target.path) == ("relay.plant", 80, "/relay/0?turn=on")
    assert relay_target("https://10.0.0.9:8080", allowed_hosts=HOSTS).path == "/"


def test_one_post_with_the_key(relay: Relay) -> None:
    send_pulse(relay.url, "s3cret", allowed_hosts=HOSTS)
    assert relay.calls == [("POST", "/relay/0?turn=on", "Bearer s3cret")]


@pytest.mark.parametrize("status", [302, 401, 500])
def test_no_redirect_is_followed_and_nothing_is_sent_again(relay: Relay, status: int) -> None:
    relay.status = status
    with pytest.raises(RelayError, match=str(status)):
        send_pulse(relay.url, "", allowed_hosts=HOSTS)
    assert len(relay.calls) == 1


def test_an_answer_byte_by_byte_meets_the_deadline(relay: Relay) -> None:
    relay.byte_by_byte = True
    began = time.monotonic()
    with pytest.raises(RelayError, match="within 2 s"):
        send_pulse(relay.url, "", allowed_hosts=HOSTS)
    assert time.monotonic() - began < TIMEOUT_SECONDS + 1
    assert len(relay.calls) == 1


def test_nobody_there() -> None:
    with pytest.raises(RelayError, match="did not answer"):
        send_pulse("http://127.0.0.1:9/", "", allowed_hosts=HOSTS)


@pytest.mark.django_db
class TestAtAGate:
    def gate(self, site: Site, relay: Relay, **fields: Any) -> tuple[Gate, Any]:
        camera = make_camera(site)
        made = {"actuator": "http", "relay_url": relay.url, "relay_secret": "k"} | fields
        return make_gate(site, camera, **made), camera

    def test_an_authorised_vehicle_sends_one_pulse(
        self, site: Site, relay: Relay, django_capture_on_commit_callbacks: Any
    ) -> None:
        _, camera = self.gate(site, relay)
        allow(site)
        with django_capture_on_commit_callbacks(execute=True):
            for ago in (2, 1, 0):
                see(site, camera=camera, track="1", ago=ago)
        assert relay.calls == [("POST", "/relay/0?turn=on", "Bearer k")]
        pulse = Actuation.objects.get()
        assert (pulse.state, pulse.actuator, pulse.failure) == ("done", "http", "")
        assert pulse.milliseconds is not None

    def test_a_relay_that_fails_is_on_record_and_not_asked_again(
        self, site: Site, relay: Relay, django_capture_on_commit_callbacks: Any
    ) -> None:
        relay.status = 503
        _, camera = self.gate(site, relay)
        allow(site)
        with django_capture_on_commit_callbacks(execute=True):
            assert event_of(see(site, camera=camera)).opened
        pulse = Actuation.objects.get()
        assert (pulse.state, "503" in pulse.failure) == ("failed", True)
        services.actuate(actuation_id=pulse.pk)
        assert len(relay.calls) == 1

    def test_the_kill_switch_holds_what_was_asked_and_not_sent(
        self, site: Site, relay: Relay, django_capture_on_commit_callbacks: Any
    ) -> None:
        gate, camera = self.gate(site, relay)
        allow(site)
        with django_capture_on_commit_callbacks(execute=True):
            see(site, camera=camera)
            services.halt_gate(gate=gate, halted=True, why="maintenance")
        assert Actuation.objects.get().state == "halted"
        assert relay.calls == []

    def test_a_halted_gate_opens_for_nobody(self, site: Site, relay: Relay) -> None:
        gate, camera = self.gate(site, relay)
        services.halt_gate(gate=gate, halted=True, why="maintenance")
        allow(site)
        event = event_of(see(site, camera=camera))
        assert not event.opened
        with pytest.raises(Conflict, match="kill switch"):
            services.open_by_hand(event=event, why="the director", who=make_guard(site))

    def test_a_blocked_vehicle_sends_none(
        self, site: Site, relay: Relay, django_capture_on_commit_callbacks: Any
    ) -> None:
        _, camera = self.gate(site, relay, policy="open_for_any_valid")
        block(site)
        with django_capture_on_commit_callbacks(execute=True):
            see(site, camera=camera)
        assert (Actuation.objects.count(), relay.calls) == (0, [])

    def test_a_pulse_whose_process_died_is_closed_and_never_sent(
        self, site: Site, relay: Relay
    ) -> None:
        _, camera = self.gate(site, relay)
        allow(site)
        see(site, camera=camera)
        Actuation.objects.update(asked_at=clock.now() - 2 * FORGOTTEN)
        services.sweep()
        services.sweep()
        pulse = Actuation.objects.get()
        assert (pulse.state, relay.calls) == ("failed", [])
        assert "never sent" in pulse.failure
        alert = Alert.objects.get(kind="barrier-silent", resolved_at=None)
        assert (alert.count, alert.subject_id) == (1, str(pulse.gate_id))
        assert "Look whether the barrier moved" in alert.text

    def test_a_gate_with_a_forbidden_relay_is_not_saved(self, site: Site) -> None:
        with pytest.raises(Invalid, match="GATE_RELAY_HOSTS"):
            services.save_gate(
                gate=Gate(site=site, name="North"), actuator="http", relay_url="http://10.1.1.1/"
            )

    def test_a_kill_switch_needs_a_reason(self, site: Site, relay: Relay) -> None:
        gate, _ = self.gate(site, relay)
        with pytest.raises(Invalid):
            services.halt_gate(gate=gate, halted=True, why="  ")
