"""A client of server-sent events that reads like a browser, with a deadline for everything."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from tests.patience import patient


@dataclass(frozen=True)
class Told:
    """One event as a browser would dispatch it."""

    event: str
    id: str
    data: Any


class Listener:
    """An open stream. Lines are read as they come."""

    def __init__(self, response: HTTPResponse, line: socket.socket) -> None:
        self._response = response
        self._line = line
        self.status = response.status
        self.last_id = ""
        self.heartbeats = 0

    def next(self) -> Told:
        """Return the next event; raises TimeoutError after the socket's, EOFError at the end."""
        fields: dict[str, str] = {}
        while True:
            line = self._response.readline().decode()
            if not line:
                raise EOFError
            name, _, value = line.rstrip("\n").partition(":")
            fields[name] = value.strip()
            if line == "\n":
                self.last_id = fields.get("id", self.last_id)
                self.heartbeats += "still here" in fields.get("", "")
                if "data" in fields:
                    return Told(fields["event"], self.last_id, json.loads(fields["data"]))
                fields = {}

    def silent_for(self, seconds: float) -> bool:
        """Return whether no event comes meanwhile; nothing can be read afterwards."""
        self._line.settimeout(seconds)
        try:
            self.next()
        except TimeoutError:
            return True
        return False

    def until_end(self, within: float) -> float:
        """Read until the server ends the stream; return the seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < patient(within):
            try:
                self.next()
            except EOFError:
                break
        return time.monotonic() - began


@contextmanager
def listen(port: int, headers: dict[str, str], *, timeout: float = 10) -> Iterator[Listener]:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", "/api/v1/events", headers=headers)
        line = connection.sock
        yield Listener(connection.getresponse(), line)
    finally:
        connection.close()
