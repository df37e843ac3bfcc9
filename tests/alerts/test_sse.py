"""Live events as bytes."""

from __future__ import annotations

import json

import pytest

from factory.alerts import sse
from factory.alerts.stream_ids import StreamId

GOOD = {"site": 3, "topic": "alert", "perm": "alerts.view_alert", "ids": [7, "a"]}


def entry(**changes: object) -> dict[bytes, bytes]:
    return {b"event": json.dumps(GOOD | changes).encode()}


def test_an_event_is_told_without_its_permission() -> None:
    event = sse.read_event(b"12-3", entry())
    assert event is not None
    assert (event.id, event.site_id, event.perm) == (StreamId(12, 3), 3, "alerts.view_alert")
    assert event.frame == (
        b'id: 12-3\nevent: alert\ndata: {"site":3,"topic":"alert","ids":[7,"a"]}\n\n'
    )


@pytest.mark.parametrize(
    ("entry_id", "fields"),
    [
        (b"12-3", {}),
        (b"12-3", {b"event": b"not json"}),
        (b"12-3", {b"event": b"[]"}),
        (b"12-3", {b"event": b'{"site": 3}'}),
        (b"nonsense", entry()),
        (b"12-3", entry(topic="alert\ndata: forged")),
        (b"12-3", entry(topic=None)),
    ],
    ids=["empty", "no json", "no object", "fields missing", "no id", "two lines", "no topic"],
)
def test_what_is_none_of_ours_is_left_out(entry_id: bytes, fields: dict[bytes, bytes]) -> None:
    assert sse.read_event(entry_id, fields) is None


def test_the_words_of_the_stream_itself() -> None:
    at = StreamId(1, 2)
    assert sse.hello(at) == b"retry: 3000\nid: 1-2\nevent: hello\ndata: {}\n\n"
    assert sse.hello(None) == b"retry: 3000\nevent: hello\ndata: {}\n\n"
    assert sse.reset(at) == b"id: 1-2\nevent: reset\ndata: {}\n\n"
    assert sse.heartbeat(at) == b": still here\nid: 1-2\n\n"
    assert sse.heartbeat(None) == b": still here\n\n"
