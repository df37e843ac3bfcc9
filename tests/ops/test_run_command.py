"""What ``manage.py run`` tells whoever starts an empty factory."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from factory.ops.management.commands import run
from factory.ops.management.commands.run import first_account

USUAL = Path("/srv/factory/data")
COMMAND = ".venv/bin/python manage.py createsuperuser"


@pytest.fixture(autouse=True)
def _restored_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("data_dir", "command"),
    [
        (USUAL, COMMAND),
        (Path("/var/tmp/other"), f"DATA_DIR=/var/tmp/other {COMMAND}"),
        (Path("/home/a b"), f"DATA_DIR='/home/a b' {COMMAND}"),
    ],
)
def test_the_first_account_is_made_where_the_product_looks(data_dir: Path, command: str) -> None:
    told = f"Nobody can sign in yet: {command} makes the first account."
    assert first_account(data_dir, USUAL) == told


def test_a_port_taken_while_the_start_prepares_is_said_before_anything_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    with socket.socket() as other:
        # With this, and before it listens, the port counts as free.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", 0))
        settings.HOST, settings.PORT = other.getsockname()
        settings.DATA_DIR, settings.DEMO = tmp_path, False

        def migrate(name: str, **_options: object) -> None:
            asked.append(name)
            other.listen()

        monkeypatch.setattr(run, "call_command", migrate)
        monkeypatch.setattr(run, "process_specs", list)
        with pytest.raises(CommandError, match=f"Port {settings.PORT} on 127.0.0.1 is taken"):
            run.Command(stdout=StringIO()).handle()
    assert asked == ["migrate"]


def test_what_it_keeps_is_closed_to_the_hosts_other_accounts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "snapshots"

    def start(_specs: object, **_options: object) -> int:
        kept.mkdir()
        (kept / "face.jpg").touch()
        return 0

    settings.PORT = 0
    monkeypatch.setattr(run, "process_specs", list)
    monkeypatch.setattr(run, "run", start)
    with pytest.raises(SystemExit):
        run.Command(stdout=StringIO()).handle()
    assert [path.stat().st_mode & 0o007 for path in (kept, kept / "face.jpg")] == [0, 0]
