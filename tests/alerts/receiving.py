"""A webhook's receiver on loopback, and rows of alerts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from factory.alerts.models import Alert, Channel, Delivery
from factory.alerts.services import raise_alert
from factory.sites.models import Site

SECRET = "s3cret"


class Receiver(ThreadingHTTPServer):
    """Answers every POST with ``status`` after ``delay`` seconds, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.delay = 0.0
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?plant=1"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        time.sleep(self.server.delay)
        self.send_response(self.server.status)
        self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def make_channel(
    site: Site, target: str, *, kind: str = "webhook", secret: str = SECRET
) -> Channel:
    channel: Channel = Channel.objects.create(
        site=site, name=f"Channel {target}"[:120], kind=kind, target=target, secret=secret
    )
    return channel


def make_alert(site: Site, *, key: str = "a") -> Alert:
    return raise_alert(
        site_id=site.pk, kind="gate_blocked", text="A blocked plate stands at gate 1", dedup_key=key
    )


def make_delivery(site: Site, target: str, *, kind: str = "webhook") -> Delivery:
    """Return the delivery that an alert makes for a new channel."""
    make_channel(site, target, kind=kind)
    make_alert(site)
    delivery: Delivery = Delivery.objects.get(site=site)
    return delivery
