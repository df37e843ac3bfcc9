"""A private PostgreSQL for development: found, initialised once, described as a process."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from factory.rundir import ForeignDirectoryError, digest
from factory.supervisor.ready import postgres_answers
from factory.supervisor.spec import ProcessSpec

USER = DATABASE = "factory"
HOST = "127.0.0.1"
PACKAGED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
# Survives a restart of the machine, unlike /tmp.
LASTING_TEMPORARY = Path("/var/tmp")  # noqa: S108 - what is made there is private to its account
FAST_SHUTDOWN = signal.SIGINT
OTHERS_MAY_ENTER = 0o001


@dataclass(frozen=True)
class Postgres:
    """A cluster: where its programs are, where its files, and whose; ``account`` None is ours."""

    programs: Path
    folder: Path
    account: str | None

    def initialise(self, password: str) -> None:
        """Make the cluster and its database, whole or not at all. Safe to repeat."""
        if self.folder.exists():
            return
        _claim(self.folder.parent)
        draft = self.folder.with_name(f"{self.folder.name}.{secrets.token_hex(4)}")
        draft.mkdir(mode=0o700)
        if self.account:
            shutil.chown(draft, self.account)
        try:
            self._make(draft, password)
            draft.rename(self.folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def process(self, port: int) -> ProcessSpec:
        options = {
            "port": str(port),
            "listen_addresses": HOST,
            "unix_socket_directories": "",
            "log_checkpoints": "off",
        }
        words = (word for name, value in options.items() for word in ("-c", f"{name}={value}"))
        return ProcessSpec(
            name="postgres",
            argv=(str(self.programs / "postgres"), "-D", str(self.folder), *words),
            cwd=self.folder,
            ready_check=postgres_answers(HOST, port, USER),
            stop_signal=FAST_SHUTDOWN,
            user=self.account,
        )

    def _make(self, draft: Path, password: str) -> None:
        secret = draft.with_suffix(".password")
        try:
            self._hand_over(secret, password)
            access = ("--username", USER, "--auth", "scram-sha-256", "--pwfile", str(secret))
            text = ("--encoding", "UTF8", "--locale", "C")
            self._as_account("initdb", "-D", str(draft), *access, *text, cwd=draft)
        finally:
            secret.unlink()
        alone = ("--single", "-D", str(draft), "-c", "log_checkpoints=off", "postgres")
        self._as_account("postgres", *alone, given=f"CREATE DATABASE {DATABASE};\n", cwd=draft)

    def _hand_over(self, file: Path, text: str) -> None:
        file.touch(mode=0o600)
        file.write_text(text, encoding="ascii")
        if self.account:
            shutil.chown(file, self.account)

    def _as_account(self, program: str, *words: str, cwd: Path, given: str = "") -> None:
        account = pwd.getpwnam(self.account) if self.account else None
        subprocess.run(  # noqa: S603 - the programs were found by us
            [self.programs / program, *words],
            input=given.encode(),
            stdout=subprocess.DEVNULL,
            cwd=cwd,
            check=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=() if account else None,
        )


def find(kept: Path) -> Postgres | None:
    """Return the newest installed PostgreSQL with files in ``kept``; None where there is none.

    It refuses to run as root: then it runs as the account ``postgres``, with its files under
    ``/var/tmp`` where that account cannot enter ``kept``.
    """
    programs = _programs()
    account = "postgres" if os.geteuid() == 0 else None
    if programs is None or (account and not _exists(account)):
        return None
    if account and not _enterable(kept):
        kept = LASTING_TEMPORARY / f"factory-services-{digest(kept)}"
    return Postgres(programs, kept / "postgres", account)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    packaged = [found for pattern in PACKAGED for found in Path("/").glob(pattern[1:])]
    whole = [found for found in packaged if (found / "initdb").exists()]
    return max(whole, key=_version, default=None)


def _version(programs: Path) -> int:
    return int("".join(filter(str.isdecimal, str(programs))) or 0)


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def _claim(folder: Path) -> None:
    """Make the folder; refuse one that somebody else put there."""
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.lstat().st_uid != os.geteuid():
        raise ForeignDirectoryError(f"{folder} belongs to somebody else: remove it.")


def _enterable(folder: Path) -> bool:
    """Say whether everybody may pass through the folders on the way (the last one is ours)."""
    return all(part.stat().st_mode & OTHERS_MAY_ENTER for part in (folder, *folder.parents))
