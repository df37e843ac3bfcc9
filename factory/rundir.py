"""Where the unix sockets of one installation live: a private directory with a short path."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
SOCKET_PATH_BYTES = 100
LONGEST_NAME = 32
# Not TMPDIR: it differs between a login and a service, and both must find the same socket.
SHARED_TEMPORARY = Path("/tmp")  # noqa: S108 - the directory made there is private and checked


class ForeignDirectoryError(RuntimeError):
    """The directory for our sockets is not ours, so that what answers there may not be either."""


def short_dir(data_dir: Path) -> Path:
    """Return the private (0700) directory for unix sockets of ``data_dir``, made where missing.

    It is ``data_dir/run`` where a socket name of up to 32 bytes still fits below it, else a
    directory under ``/tmp`` named by the user and a digest of the path. Every process of one
    user gets the same answer. Raises ForeignDirectoryError, and OSError where none can be made.
    """
    wanted = short_path(data_dir.resolve(), os.getuid())
    wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    _own(wanted)
    return wanted


def short_path(data_dir: Path, uid: int) -> Path:
    """Return where the directory belongs, for an absolute ``data_dir``, without making it."""
    near = data_dir / "run"
    if len(os.fsencode(near)) + 1 + LONGEST_NAME <= SOCKET_PATH_BYTES:
        return near
    return SHARED_TEMPORARY / f"factory-{uid}-{digest(data_dir)}"


def digest(path: Path) -> str:
    """Return 16 hexadecimal digits that stand for the path."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _own(directory: Path) -> None:
    """Refuse a link or a stranger's directory, and close ours to everybody else."""
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise ForeignDirectoryError(
            f"{directory} is not a directory of user {os.getuid()}: "
            "run as its owner, or choose another DATA_DIR."
        )
    if stat.S_IMODE(found.st_mode) != stat.S_IRWXU:
        directory.chmod(stat.S_IRWXU)
