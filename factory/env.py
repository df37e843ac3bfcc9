"""The one reader of the environment: typed, and loud, so that a bad value stops the start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import available_timezones

from dotenv import dotenv_values

T = TypeVar("T")
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
LEAST_SECRET = 16
"""Characters of a key that encrypts other people's secrets."""

LOCAL = "local"
"""The id of the key that is used where none is configured."""


class BadSetting(SystemExit):
    """A setting that cannot be used; its text names the variable and what was expected.

    A SystemExit, so that whoever starts the product reads one sentence and not a traceback.
    """

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")


class Env:
    """Variables of the process, then of ``.env``; ``NAME_FILE`` names a file that holds NAME's value."""

    def __init__(self, dotenv: Path | None = None) -> None:
        stored = dotenv_values(dotenv) if dotenv and dotenv.is_file() else {}
        self._values = {name: value for name, value in stored.items() if value is not None}
        self._values.update(os.environ)

    def text(self, name: str, default: str = "") -> str:
        """Return the value without surrounding blanks; an empty one counts as not set."""
        path = self._values.get(f"{name}_FILE", "").strip()
        if path:
            return self._from_file(name, Path(path)) or default
        return self._values.get(name, "").strip() or default

    def _from_file(self, name: str, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", f"a readable file ({error.strerror})") from error

    def formed(self, name: str, default: str, form: Callable[[str], T], wanted: str) -> T:
        """Return what ``form`` makes of the text (see ``factory.env_forms``); ``wanted`` describes it."""
        try:
            return form(self.text(name, default))
        except (ValueError, OSError) as error:
            # The text is not repeated: it may hold a password.
            raise BadSetting(name, wanted) from error

    def formed_or_none(self, name: str, form: Callable[[str], str], wanted: str) -> str:
        """As ``formed``, for what may be left out: then it is an empty text."""
        return self.formed(name, "", lambda text: form(text) if text else "", wanted)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in TRUE | FALSE:
            raise BadSetting(name, "one of 1, true, yes, on, 0, false, no, off")
        return value in TRUE

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        try:
            value = int(self.text(name, str(default)))
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise BadSetting(name, f"a whole number from {least} to {most}")
        return value

    def fraction(self, name: str, default: float) -> float:
        try:
            value = float(self.text(name, str(default)))
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            raise BadSetting(name, "a number from 0 to 1")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        """Return the comma-separated parts."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def keys(self, name: str) -> list[str]:
        """Return ``id:secret`` entries; an entry without its secret is refused.

        Ids that differ only in case count as one: whoever reads them would take them for one too.
        """
        entries = self.words(name)
        pairs = [entry.partition(":") for entry in entries]
        weak = any(not key_id or len(secret) < LEAST_SECRET for key_id, _, secret in pairs)
        if weak or len({key_id.casefold() for key_id, *_ in pairs}) < len(pairs):
            wanted = f"id:secret,… with ids of their own and secrets of {LEAST_SECRET} characters"
            raise BadSetting(name, wanted + " or more")
        return entries

    def key_ring(self, name: str, keep: Path, keys: list[str]) -> list[str]:
        """Return ``keys`` and, to decrypt only, what was encrypted with before there were any.

        That is the key ``local``: ``name``'s value, or the secret in the file ``keep``, which is made
        where there are no ``keys``. A ``local`` among the keys takes its place; a ``Local`` is another
        key, and opens nothing that this one closed.
        """
        if not keys:
            return [f"{LOCAL}:{self.kept_secret(name, keep)}"]
        named = any(key.partition(":")[0] == LOCAL for key in keys)
        if named or not (self.text(name) or keep.exists()):
            return keys
        return [*keys, f"{LOCAL}:{self.kept_secret(name, keep)}"]

    def choice(self, name: str, default: str, *, of: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in of:
            raise BadSetting(name, "one of " + ", ".join(of))
        return value

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value not in available_timezones():
            raise BadSetting(name, "a time zone such as Asia/Kolkata")
        return value

    def writable_dir(self, name: str, default: Path) -> Path:
        """Return a directory, made at need, that this process may write."""
        path = Path(self.text(name, str(default))).expanduser().resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(name, f"a directory that can be made ({error.strerror})") from error
        if not os.access(path, os.W_OK | os.X_OK):
            raise BadSetting(name, f"a directory that this user may write, not {path}")
        return path

    def kept_secret(self, name: str, keep: Path, *, length: int = 48) -> str:
        """Return the variable, or a secret made once and kept in the file ``keep`` (mode 0600).

        ``length`` is in random bytes.
        """
        value = self.text(name)
        if value:
            return value
        if not keep.exists():
            _write_once(keep, secrets.token_urlsafe(length))
        return keep.read_text(encoding="ascii").strip()


def handed_on(**more: str) -> dict[bytes, bytes]:
    """Return this process's environment with ``more``, for a program that takes its place."""
    return dict(os.environb) | {os.fsencode(name): os.fsencode(more[name]) for name in more}


def _write_once(path: Path, value: str) -> None:
    """Create the file whole or not at all: several processes may start at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(value + "\n", encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
