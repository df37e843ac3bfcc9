"""What must hold before anything is started; each failure is one sentence that says what to do."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 12)
LOCK_NAME = "run.lock"
PORTS_TRIED = 20
LAST_PORT = 65535


class AlreadyRunningError(RuntimeError):
    """Another copy runs on the same data directory."""


def python_problem(version: tuple[int, int]) -> str | None:
    """Return what is wrong with this version of Python, given as (major, minor)."""
    found = ".".join(map(str, version))
    if version < OLDEST:
        return f"Python {found} is too old: Factory AI needs Python 3.11 or 3.12."
    if version > NEWEST:
        return (
            f"Python {found} is too new: the vision packages have no build for it yet; "
            "use Python 3.12 or 3.11."
        )
    return None


def port_problem(host: str, port: int) -> str | None:
    """Return why nothing can listen there, with a port that is free where one is near."""
    error = _bind_error(host, port)
    if error is None:
        return None
    if error.errno == errno.EADDRINUSE:
        other = free_port(host, port + 1)
        return f"Port {port} on {host} is taken; choose another, for example PORT={other}."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system; choose one above 1023, such as PORT=8000."
    return f"HOST={host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all."


def free_port(host: str, wanted: int) -> int:
    """Return ``wanted``, or the next port that is free; raises OSError where none is near."""
    near = range(wanted, min(wanted + PORTS_TRIED, LAST_PORT) + 1)
    for port in near:
        if _bind_error(host, port) is None:
            return port
    raise OSError(errno.EADDRINUSE, f"no port from {wanted} on is free on {host}")


@contextmanager
def exclusive(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for this process; raises AlreadyRunningError.

    The kernel drops the lock with the process, so that a killed one leaves no stale lock.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK_NAME).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunningError(_already(data_dir, file.read())) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _already(data_dir: Path, holder: str) -> str:
    who = f" (process {holder})" if holder else ""
    return (
        f"Another copy{who} already runs with DATA_DIR={data_dir}; "
        "stop it, or give this one a DATA_DIR and PORT of its own."
    )


def _bind_error(host: str, port: int) -> OSError | None:
    flags = socket.AI_PASSIVE | socket.AI_ADDRCONFIG
    try:
        for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags):
            _bind(*found)
    except OSError as error:
        return error
    return None


def _bind(family: int, kind: int, protocol: int, _name: str, address: tuple[object, ...]) -> None:
    with socket.socket(family, kind, protocol) as probe:
        # As the server itself does: a port in TIME_WAIT is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
