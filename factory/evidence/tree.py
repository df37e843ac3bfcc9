"""Files under the snapshot directory: walked and removed without ever following a link out of it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

NOFOLLOW = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
LEAF_LINKS = 2
TOP = "."
"""The root itself, as a directory of its own."""
MARKER = ".factory-evidence"
"""The file by which the root is known; no picture."""
OnError = Callable[[str, OSError], None]


class File(NamedTuple):
    """``path`` is relative to the root, with slashes; ``modified`` is POSIX seconds.

    A tuple, because there is one for every file: making it costs a third of a frozen dataclass.
    """

    path: str
    bytes: int
    modified: float


@contextmanager
def opened(root: Path, relative: str) -> Iterator[int]:
    """Give the descriptor of a directory below ``root``, each step taken without following a link.

    Raises FileNotFoundError where the directory is missing, another OSError where the root is.
    """
    try:
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError as error:
        # That nothing is there to look into must never read as: what is looked for is not there.
        raise OSError(errno.ENODEV, "The directory of the pictures is not there") from error
    try:
        for part in relative.split("/") if relative else ():
            deeper = os.open(part, NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = deeper
        yield descriptor
    finally:
        os.close(descriptor)


def directories(root: Path, on_error: OnError, *, after: str = "") -> Iterator[str]:
    """Yield the directories below ``root``, each after those inside it, in an order that is the same
    every time; those up to ``after`` are left out. Links are not entered.
    """
    names, links = _subdirectories(root, "", on_error, None)
    for name in names:
        yield from (path for path in _within(root, name, on_error, links) if _later(path, after))


def everywhere(root: Path, on_error: OnError, *, after: str = "") -> Iterator[str]:
    """Yield the directories below ``root``, as ``directories`` does, and then itself."""
    if after != TOP:
        yield from directories(root, on_error, after=after)
        yield TOP


def within(directory: str, name: str) -> str:
    """Return the path, relative to the root, of what is in a directory."""
    return name if directory == TOP else f"{directory}/{name}"


def _later(path: str, after: str) -> bool:
    """Return whether ``path`` comes after ``after`` in the walk: children come before parents."""
    return not after or _rank(path) > _rank(after)


def _rank(path: str) -> tuple[str, ...]:
    # The end of a name sorts after every character, so that a parent follows what is inside it.
    return (*path.split("/"), "\U0010ffff")


def _within(root: Path, path: str, on_error: OnError, parent: Links | None) -> Iterator[str]:
    names, links = _subdirectories(root, path, on_error, parent)
    for name in names:
        yield from _within(root, f"{path}/{name}", on_error, links)
    yield path


class Links(NamedTuple):
    """Of a directory: which device it is on, and how many links to it that device counts."""

    device: int
    number: int

    def is_leaf_in(self, parent: Links | None) -> bool:
        """Return whether a directory has none in it, without reading it (as find does).

        Most file systems count a directory's children: "." and its own name alone are two links, and
        a day's hundred thousand pictures need not be read for that. Some (CIFS) say two of each:
        then they say it of the parent, which has a child at least, and are not believed.
        """
        if parent is None or parent.device != self.device:
            return False
        return self.number == LEAF_LINKS < parent.number


def _subdirectories(
    root: Path, path: str, on_error: OnError, parent: Links | None
) -> tuple[list[str], Links | None]:
    try:
        with opened(root, path) as descriptor:
            status = os.fstat(descriptor)
            links = Links(status.st_dev, status.st_nlink)
            if links.is_leaf_in(parent):
                return [], links
            with os.scandir(descriptor) as entries:
                return sorted(e.name for e in entries if e.is_dir(follow_symlinks=False)), links
    except OSError as error:
        on_error(path, error)
        return [], None


def files(root: Path, directory: str, on_error: OnError) -> Iterator[File]:
    """Yield the regular files directly in a directory, as they come: memory stays flat."""
    try:
        with opened(root, directory) as descriptor, os.scandir(descriptor) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and entry.name != MARKER:
                    path = within(directory, entry.name)
                    yield File(path, status.st_size, status.st_mtime)
    except OSError as error:
        on_error(directory, error)


def old_files(descriptor: int, before: float, on_error: OnError) -> Iterator[tuple[str, int]]:
    """Yield name and bytes of the regular files directly in an open directory that were modified
    ``before`` a moment (POSIX seconds). Names alone: of a hundred thousand each path would cost.
    """
    with os.scandir(descriptor) as entries:
        for entry in entries:
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                on_error(entry.name, error)
                continue
            old = status.st_mtime < before and stat.S_ISREG(status.st_mode)
            if old and entry.name != MARKER:
                yield entry.name, status.st_size


def absent(root: Path, paths: list[str]) -> set[str]:
    """Return the paths of which nothing is there; what cannot be looked at is not called absent."""
    gone: set[str] = set()
    for directory, inside in _by_directory(paths).items():
        try:
            with opened(root, directory) as descriptor:
                gone.update(path for path in inside if _is_absent(descriptor, path))
        except FileNotFoundError:
            gone.update(inside)
        except OSError:
            continue
    return gone


def _is_absent(descriptor: int, path: str) -> bool:
    try:
        os.stat(path.rpartition("/")[2], dir_fd=descriptor, follow_symlinks=False)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


@dataclass(frozen=True, slots=True)
class Removal:
    """What was deleted now, and what had gone before: paths, or names in one directory."""

    deleted: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def remove(root: Path, paths: list[str], on_error: OnError) -> Removal:
    """Delete files; what cannot be deleted is told to ``on_error`` and stops nothing."""
    removal = Removal()
    for directory, found in _by_directory(paths).items():
        names = [path.rpartition("/")[2] for path in found]
        try:
            with opened(root, directory) as descriptor:
                gone = unlink(descriptor, names, partial(_tell, on_error, directory))
        except FileNotFoundError:
            removal.absent.extend(found)
        except OSError as error:
            on_error(directory, error)
        else:
            removal.deleted.extend(f"{directory}/{name}" for name in gone.deleted)
            removal.absent.extend(f"{directory}/{name}" for name in gone.absent)
    return removal


def _tell(on_error: OnError, directory: str, name: str, error: OSError) -> None:
    on_error(f"{directory}/{name}", error)


def _by_directory(paths: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(path.rpartition("/")[0], []).append(path)
    return found


def unlink(descriptor: int, names: list[str], on_error: OnError) -> Removal:
    """Delete files of an open directory; in one loop, since a call for each costs as much again."""
    removal = Removal()
    for name in names:
        try:
            os.unlink(name, dir_fd=descriptor)
        except FileNotFoundError:
            removal.absent.append(name)
        except OSError as error:
            on_error(name, error)
        else:
            removal.deleted.append(name)
    return removal


def remove_if_empty(root: Path, directory: str) -> bool:
    """Remove a directory that has nothing in it; return whether it is gone now."""
    parent, _, name = directory.rpartition("/")
    try:
        with opened(root, parent) as descriptor:
            os.rmdir(name, dir_fd=descriptor)
    except OSError:
        return False
    return True
