"""A database's network that goes silent is noticed, on both ends of a question."""

from __future__ import annotations

import socket

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="no network leads to a file"),
]
PATIENCE = {
    socket.TCP_USER_TIMEOUT: 20_000,
    socket.TCP_KEEPIDLE: 10,
    socket.TCP_KEEPINTVL: 5,
    socket.TCP_KEEPCNT: 3,
}


def test_the_line_has_an_end_to_its_patience() -> None:
    connection.ensure_connection()
    with socket.socket(fileno=connection.connection.fileno()) as line:
        found = {option: line.getsockopt(socket.IPPROTO_TCP, option) for option in PATIENCE}
        kept = line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        line.detach()
    assert (found, bool(kept)) == (PATIENCE, True)
