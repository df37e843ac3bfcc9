"""What one camera has counted and the database has not: in memory, and in a file while it is away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from occupancy.backlog import Backlog
from occupancy.counts import Reading
from occupancy.journals import Journal, left_behind

logger = logging.getLogger(__name__)


@dataclass
class Waiting:
    """Readings of one site that wait, and their journal: from ``keep`` until all of them are taken."""

    folder: Path
    site_id: int
    _backlog: Backlog = field(default_factory=Backlog)
    _journal: Journal | None = None
    _is_failing: bool = False

    def __len__(self) -> int:
        return len(self._backlog)

    @property
    def next(self) -> Sequence[Reading]:
        return self._backlog.next

    def add(self, readings: Iterable[Reading]) -> None:
        found = list(readings)
        self._backlog.add(found)
        if found:
            self._noted(lambda journal: journal.added(found))

    def taken(self, number: int) -> None:
        """Forget the oldest ``number``: they are written down."""
        self._backlog.taken(number)
        if self._backlog:
            self._noted(lambda journal: journal.taken(number))
        else:
            self._noted(Journal.end)
            self._journal = None

    def keep(self) -> None:
        """Put what waits into a file as well, and from now on whatever comes."""
        if self._backlog and self._journal is None:
            held = self._backlog.all
            try:
                self._journal = Journal.begin(self.folder, self.site_id)
            except OSError as error:
                self._failed(error)
                return
            self._noted(lambda journal: journal.added(held))
            # As the file gives it back: one that was crowded before would merge later than that.
            self._backlog = Backlog()
            self._backlog.add(held)

    def let_go(self) -> None:
        """Leave the file, if there is one, to whoever looks for what was left behind."""
        if self._journal is not None:
            self._journal.let_go()
            self._journal = None

    def _noted(self, note: Callable[[Journal], None]) -> None:
        journal = self._journal
        if journal is None:
            return
        try:
            note(journal)
        except OSError as error:
            # What it says is half true from here on: no file rather than one that counts twice.
            with suppress(OSError):
                journal.path.unlink(missing_ok=True)
            self.let_go()
            self._failed(error)
        else:
            self._is_failing = False

    def _failed(self, error: OSError) -> None:
        if not self._is_failing:
            logger.warning("⚠️ readings wait in memory alone: %s", error)
        self._is_failing = True


def left_in(folder: Path) -> list[Waiting]:
    """Return what other processes left in ``folder`` as they ended, now ours to write down."""
    return [
        Waiting(folder, site_id, backlog, journal)
        for journal, site_id, backlog in left_behind(folder)
    ]
