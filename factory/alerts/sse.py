"""Server-sent events as bytes. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from factory.alerts.stream_ids import StreamId, read_id

RETRY_MILLISECONDS = 3000


@dataclass(frozen=True, slots=True)
class Event:
    """One live event: who may see it, and its bytes, made once for all viewers."""

    id: StreamId
    site_id: int
    perm: str
    frame: bytes


def read_event(entry_id: bytes, fields: dict[bytes, bytes]) -> Event | None:
    """Return the stream's entry as an event, or None for one that is not ours."""
    position = read_id(entry_id.decode("ascii", "replace"))
    try:
        told = json.loads(fields[b"event"])
        data = {"site": told["site"], "topic": told["topic"], "ids": told["ids"]}
        frame = _frame(data, event=_line(told["topic"]), id=position)
        return Event(position, told["site"], told["perm"], frame) if position else None
    except (KeyError, TypeError, ValueError):
        return None


def hello(position: StreamId | None) -> bytes:
    """Open a stream: what happens from here on will be told."""
    return f"retry: {RETRY_MILLISECONDS}\n".encode() + _frame({}, event="hello", id=position)


def reset(position: StreamId | None) -> bytes:
    """Say that something was missed: whoever keeps a picture of the rows must fetch them anew."""
    return _frame({}, event="reset", id=position)


def heartbeat(position: StreamId | None) -> bytes:
    """Keep proxies from closing; the id moves on without an event, so that a replay stays short."""
    return b": still here\n" + (f"id: {position}\n" if position else "").encode() + b"\n"


def _frame(data: Any, *, event: str, id: StreamId | None) -> bytes:  # noqa: A002 - the field's name
    told = f"id: {id}\n" if id else ""
    return f"{told}event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def _line(text: str) -> str:
    """Refuse what would end the field and begin another one."""
    if "\n" in text or "\r" in text:
        raise ValueError("a topic is one line")
    return text
