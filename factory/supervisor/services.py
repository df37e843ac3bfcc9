"""``make services``: a private PostgreSQL and Redis for development, gone with Ctrl-C.

Their files stay under ``DATA_DIR/services``, their passwords too; both listen on loopback only.
"""

from __future__ import annotations

import secrets
import shutil
import sys
from pathlib import Path

from factory.env import Env
from factory.supervisor import postgres, run
from factory.supervisor.postgres import DATABASE, HOST, USER
from factory.supervisor.preflight import free_port
from factory.supervisor.ready import redis_answers
from factory.supervisor.spec import ProcessSpec
from factory.valkey import server_program

# Not the usual ports, which a PostgreSQL or Redis of the machine's own would hold.
POSTGRES_PORT = 55432
REDIS_PORT = 56379
SETTINGS = "redis.conf"
NO_POSTGRES = "PostgreSQL is not installed here (Debian: apt install postgresql): left out."


def main() -> int:
    """Start what is installed, print how to reach it, and stay until a signal."""
    kept = Path(Env(Path(".env")).text("DATA_DIR", "data")).expanduser().resolve() / "services"
    kept.mkdir(mode=0o711, parents=True, exist_ok=True)
    redis_port, postgres_port = free_port(HOST, REDIS_PORT), free_port(HOST, POSTGRES_PORT)
    database = postgres.find(kept)

    def prepare() -> None:
        password = _password(kept / "password")
        _prepare_redis(kept / "redis", redis_port, password)
        if database:
            _tell("Preparing PostgreSQL ...")
            database.initialise(password)
        _tell(addresses(redis_port, postgres_port if database else None, password))

    specs = [_redis(kept / "redis", redis_port)]
    specs += [database.process(postgres_port)] if database else []
    return run(specs, data_dir=kept, log=sys.stdout, prepare=prepare)


def addresses(redis_port: int, postgres_port: int | None, password: str) -> str:
    """Return the lines for ``.env``."""
    redis = f"REDIS_URL=redis://default:{password}@{HOST}:{redis_port}/0"
    if postgres_port is None:
        return f"{redis}\n{NO_POSTGRES}"
    return f"{redis}\nDATABASE_URL=postgres://{USER}:{password}@{HOST}:{postgres_port}/{DATABASE}"


def redis_settings(folder: Path, port: int, password: str) -> str:
    """Return a configuration with the embedded Valkey's guarantees, on a loopback port."""
    lines = {
        "bind": HOST,
        "port": str(port),
        "requirepass": password,
        "dir": f'"{folder}"',
        "appendonly": "yes",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def _redis(folder: Path, port: int) -> ProcessSpec:
    program = shutil.which("redis-server") or str(server_program())
    return ProcessSpec(
        name="redis",
        argv=(program, str(folder / SETTINGS)),
        ready_check=redis_answers(HOST, port),
    )


def _prepare_redis(folder: Path, port: int, password: str) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    # A file, not arguments: those are for everybody to read.
    settings = folder / SETTINGS
    settings.touch(mode=0o600)
    settings.write_text(redis_settings(folder, port, password), encoding="utf-8")


def _password(keep: Path) -> str:
    if not keep.exists():
        keep.touch(mode=0o600)
        keep.write_text(secrets.token_hex(16), encoding="ascii")
    return keep.read_text(encoding="ascii")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
