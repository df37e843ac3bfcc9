"""What the clean-up deletes, what it leaves alone, and that nothing stops it half-way."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from factory.core import clock
from factory.core.jobs import Step
from factory.evidence import orphans, purge, tree
from factory.evidence.models import Snapshot
from factory.evidence.purge_order import make_order
from factory.evidence.retention import expiry_of
from factory.evidence.services import hold, keep, reclass
from factory.evidence.statistics import snapshot_statistics
from factory.sites.models import SiteSetting
from tests.builders import default_site

pytestmark = pytest.mark.django_db
OLD_DAYS = 91


def put(path: Path, *, days: float = OLD_DAYS, size: int = 1000) -> Path:
    """Write a file that is ``days`` old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    when = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(path, (when, when), follow_symlinks=False)
    return path


def kept(*, days: float, kind: str = "faces", hold: bool = False) -> Snapshot:
    """Keep a picture taken ``days`` ago, for 90 days."""
    moment = clock.now() - timedelta(days=days)
    snapshot = keep(site_id=default_site().pk, kind=kind, jpeg=bytes(500), captured_at=moment)
    Snapshot.objects.filter(pk=snapshot.pk).update(legal_hold=hold)
    return snapshot


def run(*, dry_run: bool = False) -> tuple[dict[str, Any], int]:
    """Purge to the end; return the result and the number of slices."""
    order = make_order(clock.now(), dry_run=dry_run)
    step, slices = Step(cursor=None), 0
    while not slices or step.cursor is not None:
        step = purge.purge_slice(order, step.cursor)
        slices += 1
        assert slices < 1000
    return step.result, slices


def test_each_class_has_days_of_its_own(root: Path, settings: Settings) -> None:
    settings.SNAPSHOT_RETENTION_BY_KIND = {"unknown": 10, "faces": 90, "vehicles": 90}
    put(root / "unknown" / "old.jpg", days=11)
    put(root / "faces" / "young.jpg", days=11)
    unknown, face = kept(days=11, kind="unknown"), kept(days=11)
    assert (expiry_of(unknown) - unknown.captured_at).days == 10
    result, _ = run()
    assert result["files_deleted"] == 2
    assert list(Snapshot.objects.all()) == [face]
    assert (root / "faces" / "young.jpg").exists()


def test_a_site_may_keep_pictures_for_less_time(root: Path) -> None:
    site, before = default_site(), kept(days=31)
    SiteSetting.objects.create(
        site=site, name="evidence.faces_days", value=30, since=clock.now() - timedelta(days=1)
    )
    after = kept(days=29)
    assert (expiry_of(after) - after.captured_at).days == 30
    result, _ = run(dry_run=True)
    assert result["files_deleted"] == 1
    run()
    assert list(Snapshot.objects.all()) == [after]
    assert not (root / before.path).exists()


def test_rows_whose_file_is_gone_are_settled(root: Path) -> None:
    young, held, there = kept(days=1), kept(days=1, hold=True), kept(days=1)
    for gone in (young, held):
        (root / gone.path).unlink()
    assert run(dry_run=True)[0]["rows_settled"] == 0
    result, _ = run()
    assert result["rows_settled"] == 1
    assert set(Snapshot.objects.all()) == {held, there}
    assert "held for the law" in result["errors"][0]


def test_rows_go_by_their_day_with_their_files(root: Path) -> None:
    old, young, held = kept(days=91), kept(days=89), kept(days=91, hold=True)
    result, _ = run()
    assert (result["success"], result["files_deleted"], result["errors"]) == (True, 1, [])
    assert not (root / old.path).exists()
    assert set(Snapshot.objects.all()) == {young, held}
    assert (root / young.path).exists()
    assert (root / held.path).exists()


def test_files_that_no_row_knows_go_by_their_age(root: Path) -> None:
    orphan, fresh = put(root / "unknown/a.jpg"), put(root / "vehicles/b.jpg", days=89)
    known = kept(days=10)
    put(root / known.path)
    result, _ = run()
    assert result["files_deleted"] == 1
    assert result["disk_space_freed_mb"] == 0.0
    assert not orphan.exists()
    assert fresh.exists()
    assert (root / known.path).exists()


def test_a_row_whose_file_has_gone_is_settled(root: Path) -> None:
    (root / kept(days=91).path).unlink()
    result, _ = run()
    assert (result["files_deleted"], result["rows_settled"]) == (0, 1)
    assert not Snapshot.objects.exists()


def test_space_is_reported(root: Path) -> None:
    put(root / "unknown/a.jpg", size=3 * 1024 * 1024)
    put(root / "unknown/b.jpg", size=512 * 1024)
    assert run()[0]["disk_space_freed_mb"] == 3.5


def test_a_dry_run_counts_and_deletes_nothing(root: Path) -> None:
    orphan, old = put(root / "unknown/2025/01/02/a.jpg"), kept(days=91)
    result, _ = run(dry_run=True)
    assert result["files_deleted"] == 2
    assert orphan.exists()
    assert (root / old.path).exists()
    assert Snapshot.objects.count() == 1
    assert run()[0]["files_deleted"] == 2


def test_links_are_never_followed_out(root: Path, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside/precious.txt")
    (root / "unknown/way-out").symlink_to(outside.parent, target_is_directory=True)
    (root / "faces/way-out.jpg").symlink_to(outside)
    (root / "linked-class").symlink_to(outside.parent, target_is_directory=True)
    result, _ = run()
    assert result["files_deleted"] == 0
    assert outside.exists()


def test_a_rows_path_does_not_lead_through_a_link(root: Path, tmp_path: Path) -> None:
    old = kept(days=91)
    day = (root / old.path).parent
    moved = tmp_path / "moved"
    day.rename(moved)
    day.symlink_to(moved, target_is_directory=True)
    result, _ = run()
    assert result["files_deleted"] == 0
    assert len(result["errors"]) == 1
    assert (moved / Path(old.path).name).exists()
    assert Snapshot.objects.count() == 1


def test_one_bad_file_never_stops_the_rest(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good, row = put(root / "unknown/bad.jpg"), put(root / "unknown/good.jpg"), kept(days=91)
    real = os.unlink

    def unlink(name: str, *, dir_fd: int) -> None:
        if name == "bad.jpg":
            raise PermissionError(13, "Permission denied")
        real(name, dir_fd=dir_fd)

    monkeypatch.setattr("factory.evidence.tree.os.unlink", unlink)
    result, _ = run()
    assert (result["success"], result["files_deleted"]) == (True, 2)
    assert result["errors"] == ["unknown/bad.jpg: Permission denied"]
    assert bad.exists()
    assert not good.exists()
    assert not (root / row.path).exists()


def test_an_unreadable_directory_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root / "unknown/locked/a.jpg")
    good = put(root / "vehicles/b.jpg")
    real = tree.opened

    def opened(where: Path, relative: str) -> Any:
        if relative == "unknown/locked":
            raise PermissionError(13, "Permission denied")
        return real(where, relative)

    monkeypatch.setattr(tree, "opened", opened)
    result, _ = run()
    assert result["errors"] == ["unknown/locked: Permission denied"]
    assert not good.exists()


def test_days_go_the_night_after_they_were_emptied_and_todays_stays(root: Path) -> None:
    put(root / "unknown/2025/01/02/a.jpg")
    today = root / f"unknown/{clock.now():%Y/%m/%d}"
    today.mkdir(parents=True)
    (root / "faces/2025/01/03").mkdir(parents=True)
    run()
    assert not (root / "faces/2025").exists()
    assert not list((root / "unknown/2025/01/02").iterdir())
    run()
    assert not (root / "unknown/2025").exists()
    assert today.exists()
    assert (root / "faces").exists()


def test_slices_go_on_where_the_last_one_stopped(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "SLICE_FILES", 10)
    monkeypatch.setattr(purge, "BATCH", 5)
    monkeypatch.setattr(orphans, "BATCH", 5)
    for number in range(23):
        put(root / f"unknown/2025/01/{number % 3 + 1:02}/{number}.jpg")
    for _ in range(17):
        kept(days=91)
    young = put(root / "unknown/2025/01/01/young.jpg", days=1)
    result, slices = run()
    assert result["files_deleted"] == 40
    assert slices >= 4
    assert young.exists()
    assert not Snapshot.objects.exists()
    assert run()[0]["files_deleted"] == 0


def test_the_walk_is_the_same_from_any_cursor(tmp_path: Path) -> None:
    for path in ("a/2025/01", "a/2025/02", "a/2026", "b", "a-b/x", "c/1/2/3"):
        (tmp_path / path).mkdir(parents=True)
    errors: list[str] = []

    def walk(after: str = "") -> list[str]:
        return list(tree.directories(tmp_path, lambda p, _e: errors.append(p), after=after))

    whole = walk()
    assert len(whole) == len(set(whole)) == 12
    for index, directory in enumerate(whole):
        assert walk(directory) == whole[index + 1 :]
    assert errors == []


@pytest.mark.parametrize("said", [1, 2])
def test_a_file_system_that_counts_no_children_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int
) -> None:
    """CIFS says two links of every directory, btrfs one."""
    (tmp_path / "unknown/2025/01/02").mkdir(parents=True)
    real = os.fstat

    def fstat(descriptor: int) -> Any:
        status = list(real(descriptor))
        status[3] = said
        return os.stat_result(status)

    monkeypatch.setattr("factory.evidence.tree.os.fstat", fstat)
    assert len(list(tree.directories(tmp_path, no_error))) == 4


def test_a_day_without_directories_is_not_read_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "unknown/2025/01/02").mkdir(parents=True)
    if (tmp_path / "unknown").stat().st_nlink == 1:
        pytest.skip("this file system counts no children")
    real, read = os.scandir, []

    def scandir(descriptor: int) -> Any:
        read.append(descriptor)
        return real(descriptor)

    monkeypatch.setattr("factory.evidence.tree.os.scandir", scandir)
    assert len(list(tree.directories(tmp_path, no_error))) == 4
    assert len(read) == 4, "the root, unknown, 2025 and 01"


def no_error(path: str, error: OSError) -> None:
    raise AssertionError(path) from error


def test_statistics_count_what_is_there(root: Path) -> None:
    put(root / "unknown/a.jpg", size=1024 * 1024)
    put(root / "unknown/2026/01/01/b.jpg", days=1, size=512 * 1024)
    put(root / "vehicles/c.jpg", days=1, size=0)
    found = snapshot_statistics()
    assert (found["total_files"], found["total_size_mb"], found["old_files"]) == (3, 1.5, 1)
    assert found["by_directory"]["unknown"] == {"files": 2, "size_mb": 1.5, "old_files": 1}
    assert found["by_directory"]["faces"]["files"] == 0


def test_a_picture_counts_as_what_it_shows_now(root: Path, settings: Settings) -> None:
    settings.SNAPSHOT_RETENTION_BY_KIND = {"unknown": 7, "faces": 90, "vehicles": 90, "cameras": 90}
    kept(days=1, kind="unknown")
    named, moment = kept(days=10, kind="unknown"), clock.now().timestamp() - 10 * 86_400
    os.utime(root / named.path, (moment, moment))
    reclass(named, Snapshot.Kind.FACE)
    found = snapshot_statistics()
    assert {name: one["files"] for name, one in found["by_directory"].items()} == {
        "unknown": 1,
        "faces": 1,
        "vehicles": 0,
        "cameras": 0,
    }
    assert (found["total_files"], found["old_files"]) == (2, 0)


def test_the_retention_is_that_of_the_class_it_has_now(root: Path, settings: Settings) -> None:
    settings.SNAPSHOT_RETENTION_BY_KIND = {"unknown": 7, "faces": 90, "vehicles": 90, "cameras": 90}
    snapshot = kept(days=10, kind="unknown")
    reclass(snapshot, Snapshot.Kind.FACE)
    assert run()[0]["files_deleted"] == 0
    reclass(snapshot, Snapshot.Kind.UNKNOWN)
    assert run()[0]["files_deleted"] == 1


def test_another_class_puts_no_erasure_off(root: Path) -> None:
    held = kept(days=1, kind="unknown", hold=True)
    Snapshot.objects.update(ends_at=clock.now())
    held.refresh_from_db()
    reclass(held, Snapshot.Kind.FACE)
    run()
    hold(snapshots=Snapshot.objects.all(), on=False, caller=None)
    assert run()[0]["files_deleted"] == 1


@pytest.mark.parametrize("age", [100, 400])
def test_a_longer_retention_saves_what_is_kept_already(
    root: Path, settings: Settings, age: int
) -> None:
    snapshot, young = kept(days=age), kept(days=89)
    aged(root, snapshot)
    settings.SNAPSHOT_RETENTION_DAYS = 365
    settings.SNAPSHOT_RETENTION_BY_KIND = {}
    gone = int(age > 365)
    assert snapshot_statistics()["old_files"] == gone
    assert snapshot_statistics([snapshot.site_id])["old_files"] == gone
    assert run(dry_run=True)[0]["files_deleted"] == gone
    assert run()[0]["files_deleted"] == gone
    assert young in Snapshot.objects.all()
    assert (expiry_of(snapshot) - snapshot.captured_at).days == 365


def aged(root: Path, snapshot: Snapshot) -> None:
    """Let the file be as old as its row says."""
    os.utime(root / snapshot.path, (snapshot.captured_at.timestamp(),) * 2)


def test_counted_as_old_is_what_a_clean_up_deletes(root: Path) -> None:
    """By rows, whatever the file's own time is; by the file's where no row knows it."""
    site = default_site()
    SiteSetting.objects.create(
        site=site, name="evidence.faces_days", value=30, since=clock.now() - timedelta(days=1)
    )
    for days, hold_on in ((31, False), (29, False), (31, True)):
        kept(days=days, hold=hold_on)
    touched_long_ago = kept(days=1, kind="unknown")
    put(root / touched_long_ago.path, days=200)
    missing = kept(days=91, kind="unknown")
    (root / missing.path).unlink()
    put(root / "vehicles/orphan.jpg")
    put(root / "vehicles/young.jpg", days=1)
    of_site = snapshot_statistics([site.pk])
    assert (of_site["total_files"], of_site["old_files"]) == (4, 1), "one is missing, two nobody's"
    assert snapshot_statistics()["old_files"] == 2
    assert run(dry_run=True)[0]["files_deleted"] == 2
    assert run()[0]["files_deleted"] == 2
    assert snapshot_statistics()["old_files"] == 0


def test_files_in_no_class_are_counted_and_go_by_their_age(root: Path) -> None:
    kept(days=1)
    old, young = put(root / "old.jpg"), put(root / "young.jpg", days=1)
    marker = put(root / tree.MARKER, days=400)
    found = snapshot_statistics()
    assert found["by_directory"]["."] == {"files": 2, "size_mb": 0.0, "old_files": 1}
    assert (found["total_files"], found["old_files"]) == (3, 1)
    assert run(dry_run=True)[0]["files_deleted"] == 1
    assert run()[0]["files_deleted"] == 1
    assert (old.exists(), young.exists(), marker.exists()) == (False, True, True)


def test_many_files_in_no_class_go_in_slices(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "SLICE_FILES", 10)
    monkeypatch.setattr(purge, "BATCH", 5)
    monkeypatch.setattr(orphans, "BATCH", 5)
    for number in range(20):
        put(root / f"{number}.jpg")
    result, slices = run()
    assert (result["files_deleted"], slices <= 5) == (20, True)
