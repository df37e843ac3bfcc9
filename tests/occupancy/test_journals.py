"""Files of readings that wait: whole, one's own, and the same backlog again."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from occupancy.counts import Reading
from occupancy.journals import Journal, left_behind
from occupancy.waiting import Waiting, left_in
from tests.occupancy.test_consumer import NOW


def reading(second: int, **what: Any) -> Reading:
    return Reading(1, 2, NOW + timedelta(seconds=second), **what)


def test_a_file_says_what_waits_and_belongs_to_one(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, 3)
    rows = [reading(0, count=4, people=5), reading(1, entries=1, exits=2)]
    mine.add(rows[:1])
    mine.keep()
    mine.add(rows[1:])
    assert left_in(tmp_path) == [], "it is being written"
    mine.let_go()
    (left,) = left_in(tmp_path)
    assert (left.site_id, list(left.next)) == (3, rows)
    left.taken(1)
    left.let_go()
    (left,) = left_in(tmp_path)
    assert list(left.next) == rows[1:]
    left.taken(1)
    assert not list(tmp_path.iterdir())


def all_of(waiting: Waiting) -> list[Reading]:
    found: list[Reading] = []
    while waiting:
        found += waiting.next
        waiting.taken(len(waiting.next))
    return found


def test_what_is_merged_is_the_same_from_a_file(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, 1)
    mine.add([reading(0, entries=1)])
    mine.keep()
    for second in range(1, 15_000):
        mine.add([reading(second, entries=1)])
        if second == 400:
            mine.taken(100)
    mine.let_go()
    (left,) = left_in(tmp_path)
    assert len(left) < 10_000
    kept, found = (all_of(one) for one in (mine, left))
    assert kept == found
    assert sum(one.entries for one in found) == 14_900


def test_what_is_merged_is_the_same_from_the_file_of_a_later_time(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, 1)
    mine.add([reading(60 * minute, entries=1) for minute in range(12_000)])
    mine.keep()
    assert len(all_of(mine)) == 12_000, "crowded, and nothing of it to merge"
    mine.add([reading(1_000_000, entries=1)])
    mine.keep()
    for second in range(1, 12_000):
        mine.add([reading(1_000_000 + second, entries=1)])
    for _ in range(3):
        mine.taken(500)
    mine.let_go()
    (left,) = left_in(tmp_path)
    assert all_of(mine) == all_of(left)


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, 1)
    mine.add([reading(0, entries=1)])
    mine.keep()
    mine.let_go()
    (path,) = tmp_path.iterdir()
    with path.open("ab") as file:
        file.write(b'{"added":[[1,2,"2026-')
    for second in (1, 2):
        (left,) = left_in(tmp_path)
        left.add([reading(second, entries=1)])
        left.let_go()
    (left,) = left_in(tmp_path)
    assert len(left.next) == 3
    left.let_go()


def test_a_file_that_is_no_journal_stops_nothing(tmp_path: Path) -> None:
    for name, text in {"a": "", "b": "[1]\n", "c": '{"site":1}\n{"added":[[1]]}\n'}.items():
        (tmp_path / f"{name}.journal").write_text(text)
    assert list(left_behind(tmp_path)) == []
    assert {path.suffix for path in tmp_path.iterdir()} == {".unreadable"}


def test_a_file_that_cannot_be_opened_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # A folder stands for a file of another user: root may open that too.
    (tmp_path / "a.journal").mkdir()
    for _ in range(3):
        assert list(left_behind(tmp_path)) == []
    assert caplog.text.count("cannot be read") == 1


def test_two_that_come_to_one_that_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    path.touch()

    def first(_: object) -> None:
        path.rename(tmp_path / "a.unreadable")
        raise ValueError

    with patch("occupancy.journals._read", side_effect=first):
        assert list(left_behind(tmp_path)) == []


def test_a_full_disk_leaves_the_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mine = Waiting(tmp_path, 1)
    mine.add([reading(0, entries=1)])
    mine.keep()
    full = OSError("No space left on device")
    with patch.object(Journal, "_note", side_effect=full), caplog.at_level(logging.WARNING):
        for second in (1, 2):
            mine.add([reading(second, entries=1)])
            mine.keep()
    assert len(mine.next) == 3
    assert caplog.text.count("in memory alone") == 1
    mine.keep()
    mine.let_go()
    (left,) = left_in(tmp_path)
    assert len(left.next) == 3
    left.let_go()
