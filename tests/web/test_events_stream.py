"""Live events over a real server: who hears what, what is told again, and when it ends."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import ExitStack

import pytest

from factory.alerts.events import STREAM
from tests.patience import patient
from tests.web.listening import Listener, listen
from tests.web.serving import Served, served

pytestmark = [pytest.mark.redis]
IDLE_STREAMS = 40


def publish(server: Served, *ids: int, site: str = "here", perm: str = "alerts.view_alert") -> str:
    event = {"site": server.made[site], "topic": "alert", "perm": perm, "ids": ids}
    entry: bytes = server.redis().xadd(STREAM, {"event": json.dumps(event)})  # type: ignore[assignment]
    return entry.decode()


def opened(listener: Listener) -> Listener:
    assert listener.status == 200
    assert listener.next().event == "hello"
    return listener


def test_a_viewer_is_told_of_rows_by_id(server: Served) -> None:
    with listen(server.port, server.bearer("ann")) as stream:
        opened(stream)
        entry = publish(server, 7, 8)
        told = stream.next()
    assert (told.event, told.id) == ("alert", entry)
    assert told.data == {"site": server.made["here"], "topic": "alert", "ids": [7, 8]}


@pytest.mark.parametrize("way", ["cookie", "bearer", "device"])
def test_every_way_of_signing_in_opens_the_stream(server: Served, way: str) -> None:
    headers = {
        "cookie": server.cookie("ann"),
        "bearer": server.bearer("ann"),
        "device": {"Authorization": f"Device {server.made['device_key']}"},
    }[way]
    with listen(server.port, headers) as stream:
        opened(stream)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer nonsense"}, {"Cookie": "sessionid=nonsense"}],
    ids=["nobody", "wrong token", "wrong session"],
)
def test_a_stranger_gets_a_problem(server: Served, headers: dict[str, str]) -> None:
    with listen(server.port, headers) as stream:
        assert stream.status == 401


def test_another_site_and_a_right_that_is_missing_stay_silent(server: Served) -> None:
    with listen(server.port, server.bearer("ann")) as stream:
        opened(stream)
        publish(server, 1, site="there")
        publish(server, 2, perm="identity.view_employee")
        publish(server, 3)
        assert stream.next().data["ids"] == [3]


def test_what_was_missed_is_told_again(server: Served) -> None:
    last = publish(server, 10)
    publish(server, 11)
    publish(server, 12, site="there")
    publish(server, 13)
    with listen(server.port, server.bearer("ann") | {"Last-Event-ID": last}) as stream:
        opened(stream)
        assert [stream.next().data["ids"] for _ in range(2)] == [[11], [13]]


def test_what_was_trimmed_cannot_be_told_again(server: Served) -> None:
    last = publish(server, 20)
    publish(server, 21)
    server.redis().xtrim(STREAM, maxlen=1, approximate=False)
    with listen(server.port, server.bearer("ann") | {"Last-Event-ID": last}) as stream:
        opened(stream)
        assert stream.next().event == "reset"
        publish(server, 22)
        assert stream.next().data["ids"] == [22]


def test_an_id_that_is_none_means_start_afresh(server: Served) -> None:
    with listen(server.port, server.bearer("ann") | {"Last-Event-ID": "0; DROP"}) as stream:
        opened(stream)
        assert stream.next().event == "reset"


def _no_membership(server: Served, name: str) -> None:
    server.sql("DELETE FROM sites_membership WHERE user_id = %s", server.made["users"][name])


def test_a_right_that_ends_silences_the_stream_within_five_seconds(server: Served) -> None:
    with listen(server.port, server.bearer("ben")) as stream:
        opened(stream)
        publish(server, 30)
        assert stream.next().data["ids"] == [30]
        _no_membership(server, "ben")
        time.sleep(5)
        publish(server, 31)
        assert stream.silent_for(1)


@pytest.mark.parametrize(
    ("name", "way", "statement"),
    [
        ("cem", "bearer", "DELETE FROM knox_authtoken WHERE user_id = %s"),
        ("dora", "cookie", "UPDATE core_user SET is_active = false WHERE id = %s"),
        ("eve", "cookie", "UPDATE core_user SET password = 'another' WHERE id = %s"),
    ],
    ids=["token dropped", "person switched off", "password changed"],
)
def test_a_sign_in_that_ends_ends_the_stream(
    server: Served, name: str, way: str, statement: str
) -> None:
    with listen(server.port, getattr(server, way)(name)) as stream:
        opened(stream)
        server.sql(statement, server.made["users"][name])
        assert stream.until_end(within=8) < patient(5.5)


def test_idle_streams_hold_no_thread_and_no_connection(server: Served) -> None:
    with ExitStack() as streams:
        first = streams.enter_context(listen(server.port, server.bearer("ann")))
        opened(first)
        time.sleep(0.5)
        # Threads that answered other requests before may keep their connection for a minute.
        threads, held = server.threads, max(_handles(server))
        for _ in range(IDLE_STREAMS - 1):
            opened(streams.enter_context(listen(server.port, server.bearer("ann"))))
        time.sleep(0.5)
        # The few threads that authenticate are made at need and shared by all.
        assert server.threads <= threads + 4
        assert min(_handles(server)) <= held


def _handles(server: Served) -> list[int]:
    """Return how often the database was open, looked at for longer than the refresher's pause."""
    seen = []
    for _ in range(8):
        seen.append(server.database_handles)
        time.sleep(0.1)
    return seen


def test_a_server_stops_although_streams_are_open() -> None:
    with served("ann") as own, listen(own.port, own.bearer("ann")) as stream:
        opened(stream)
        began = time.monotonic()
        os.kill(own.pid, signal.SIGTERM)
        assert stream.until_end(within=5) < patient(2)
        assert time.monotonic() - began < patient(3)
