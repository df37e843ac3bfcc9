"""A signed POST to a host that was looked up once, checked, and called at that very address."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException

from factory.alerts.channels import signing
from factory.alerts.channels.addresses import Target, may_call, target_of
from factory.alerts.channels.message import Message, NotDelivered, Undeliverable

TIMEOUT_SECONDS = 5.0
SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which private hosts may be called after all; ``debug`` allows this machine itself."""

    allowed_hosts: Collection[str] = ()
    debug: bool = False


def post(url: str, secret: str, message: Message, *, timestamp: int, policy: Policy) -> None:
    """Send ``message``; raises NotDelivered for what may pass, Undeliverable for what will not.

    No redirect is followed: it could lead where the check did not look.
    """
    if not secret:
        raise Undeliverable("the channel has no secret to sign with")
    try:
        target = target_of(url, debug=policy.debug)
    except ValueError as error:
        raise Undeliverable(str(error)) from error
    body = json.dumps(message.body(), separators=(",", ":"), ensure_ascii=False).encode()
    headers = signing.headers(secret, timestamp, body)
    status = _send(target, _address(target, policy), body, headers)
    if status not in SUCCESS:
        raise NotDelivered(f"the receiver answered {status}")


def _address(target: Target, policy: Policy) -> str:
    """Return the address to call: the first one, where all that the name leads to are allowed."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise Undeliverable(f"{target.host} is not the name of a host") from error
    except OSError as error:
        raise NotDelivered(f"{target.host} was not found") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not may_call(
            target.host, address, allowed_hosts=policy.allowed_hosts, debug=policy.debug
        ):
            raise Undeliverable(
                f"{target.host} leads into a private network; ALERT_WEBHOOK_ALLOWED_HOSTS can allow it"
            )
    return addresses[0]


def _send(target: Target, address: str, body: bytes, headers: dict[str, str]) -> int:
    """POST and return the status; of the answer nothing else is read."""
    connection = _Pinned(target, address)
    try:
        connection.request("POST", target.path, body, _plain_headers(target) | headers)
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotDelivered(f"{target.host} did not answer ({type(error).__name__})") from error
    finally:
        connection.close()


def _plain_headers(target: Target) -> dict[str, str]:
    return {
        "Host": target.host_header,
        "Content-Type": "application/json",
        "User-Agent": "factory-ai-alerts",
        "Connection": "close",
    }


class _Pinned(HTTPConnection):
    """Connects to the address that was checked; the certificate must still be the host's."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_SECONDS)
        self._target = target
        self._address = address

    def connect(self) -> None:
        line = socket.create_connection((self._address, self._target.port), TIMEOUT_SECONDS)
        self.sock = line
        if self._target.scheme == "https":
            self.sock = _tls().wrap_socket(line, server_hostname=self._target.host)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
