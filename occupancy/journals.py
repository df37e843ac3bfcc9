"""Files of readings that wait for the database: each outlives its process, and the next one takes it up.

A journal says line by line what was done to a backlog, and so gives the same backlog again. Whoever
writes it holds its lock for as long as it lives: what is not locked was left behind, by the killed too.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from occupancy.backlog import Backlog
from occupancy.counts import Reading
from occupancy.journal_lines import backlog_of, line_of, told

logger = logging.getLogger(__name__)
ENDING = ".journal"
_unread: set[Path] = set()
"""Files that could not be opened, which this process has said: it looks again every few seconds."""


@dataclass
class Journal:
    """One journal, which is ours; its methods raise OSError.

    It survives the process, and the machine but for the last seconds: nobody waits for the disk.
    """

    path: Path
    file: FileIO

    @classmethod
    def begin(cls, folder: Path, site_id: int) -> Journal:
        """Return a new one of a site; its name can be seen only once it is locked and begun."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{uuid4().hex}{ENDING}"
        unseen = path.with_suffix(".new")
        journal = cls(path, unseen.open("xb", buffering=0))
        try:
            fcntl.flock(journal.file, fcntl.LOCK_EX)
            journal._note(site=site_id)
            unseen.rename(path)
        except OSError:
            unseen.unlink(missing_ok=True)
            journal.let_go()
            raise
        return journal

    def added(self, readings: Iterable[Reading]) -> None:
        self._note(added=[told(one) for one in readings])

    def taken(self, number: int) -> None:
        self._note(taken=number)

    def _note(self, **what: Any) -> None:
        line = line_of(what)
        if self.file.write(line) != len(line):
            raise OSError(errno.ENOSPC, "only a part of the line was written")

    def end(self) -> None:
        """All of it is written down elsewhere."""
        self.path.unlink(missing_ok=True)
        self.let_go()

    def let_go(self) -> None:
        """Leave it to whoever comes next."""
        self.file.close()


def left_behind(folder: Path) -> Iterator[tuple[Journal, int, Backlog]]:
    """Yield the journals that nobody writes any more, now ours, each with its site and its backlog."""
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            found = _taken_up(path)
        except FileNotFoundError:
            continue  # Its writer has just come to its end.
        except OSError as error:
            _say_once(path, error)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            # Kept for a person, and not tried again. Another process may have come to it first.
            with suppress(FileNotFoundError):
                aside = path.rename(path.with_suffix(".unreadable"))
                logger.warning("❌ %s is no file of readings: %r", aside, error)
        else:
            yield from (found,) if found else ()


def _say_once(path: Path, error: OSError) -> None:
    if path not in _unread:
        logger.warning("⚠️ %s cannot be read: %s", path, error)
    _unread.add(path)


def _taken_up(path: Path) -> tuple[Journal, int, Backlog] | None:
    file = path.open("r+b", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(file.fileno()).st_nlink:
            site_id, backlog = _read(file)
            return Journal(path, file), site_id, backlog
    except BlockingIOError:
        pass  # Somebody writes it.
    except BaseException:
        file.close()
        raise
    file.close()
    return None


def _read(file: FileIO) -> tuple[int, Backlog]:
    """Return the site and the backlog; leaves the file at the end of its last whole line.

    The last may have been torn.
    """
    *lines, torn = file.read().split(b"\n")
    found = backlog_of(lines)
    file.seek(-len(torn), os.SEEK_END)
    file.truncate()
    return found
