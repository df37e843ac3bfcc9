"""A disk that is not mounted, or has lost much, is told from pictures that have gone one by one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from factory.alerts.models import Alert
from factory.evidence import home, purge_order, tree
from factory.evidence.models import PurgeRun, Snapshot
from factory.evidence.purge import purge_slice
from factory.evidence.services import keep
from identity.aws_retry import SnapshotCleanupService
from identity.services import cleanup_whole
from tests.builders import default_site

pytestmark = pytest.mark.django_db


def some(number: int) -> list[Snapshot]:
    return [keep(site_id=default_site().pk, kind="faces", jpeg=b"x") for _ in range(number)]


def taken_away(root: Path) -> None:
    root.rename(root.with_name("elsewhere"))


def unmounted(root: Path) -> None:
    """Leave the empty directory on which the disk was mounted, with the folders that a start makes."""
    taken_away(root)
    (root / "faces").mkdir(parents=True)


@pytest.mark.parametrize("lose", [taken_away, unmounted])
def test_nothing_is_deleted_while_the_disk_is_away(
    root: Path, lose: Callable[[Path], None]
) -> None:
    kept = some(3)
    lose(root)
    result = SnapshotCleanupService().cleanup_old_snapshots()
    assert (result["success"], result["files_deleted"]) == (False, 0)
    assert "mounted?" in result["errors"][0]
    assert set(Snapshot.objects.all()) == set(kept)
    assert not PurgeRun.objects.exists()
    alert = Alert.objects.get()
    assert (alert.kind, alert.resolved_at) == ("snapshot-cleanup", None)
    shutil.rmtree(root, ignore_errors=True)
    root.with_name("elsewhere").rename(root)
    assert cleanup_whole()["success"] is True
    assert set(Snapshot.objects.all()) == set(kept)
    alert.refresh_from_db()
    assert alert.resolved_at is not None


def test_a_disk_that_goes_away_on_the_way_stops_it(root: Path) -> None:
    kept = some(2)
    order = purge_order.make_order(kept[0].captured_at, dry_run=False, force=True)
    taken_away(root)
    result = purge_slice(order, None).result
    assert (result["success"], result["errors"][0][:8]) == (False, "Stopped:")
    assert Snapshot.objects.count() == 2


def test_a_picture_kept_meanwhile_does_not_make_the_empty_place_ours(root: Path) -> None:
    some(2)
    unmounted(root)
    some(1)
    assert not (root / tree.MARKER).exists()
    assert home.why_not_home(root)


def test_an_older_installation_is_marked_where_its_oldest_picture_lies(root: Path) -> None:
    some(2)
    (root / tree.MARKER).unlink()
    assert home.why_not_home(root)
    some(1)
    assert home.why_not_home(root) == ""


def test_a_person_may_say_that_the_pictures_are_lost(root: Path) -> None:
    some(3)
    unmounted(root)
    assert cleanup_whole(force=True)["rows_settled"] == 3
    assert cleanup_whole()["success"] is True


def test_more_missing_than_chance_explains_wait_for_a_person(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge_order, "MISSING_ANYWAY", 2)
    kept = some(5)
    for one in kept[:3]:
        (root / one.path).unlink()
    for _night in range(2):
        result = cleanup_whole()
        assert (result["rows_settled"], result["rows_waiting"]) == (0, 3)
        assert "3 of 5" in result["errors"][0]
    alert = Alert.objects.get()
    assert (alert.kind, alert.count) == ("snapshots-missing", 2)
    assert cleanup_whole(force=True)["rows_settled"] == 3
    alert.refresh_from_db()
    assert alert.resolved_at is not None


SHARES = [
    ("a hundred of few", 100, 100, True),
    ("more than a hundred of few", 101, 1000, False),
    ("a twentieth of many", 500, 10_000, True),
    ("more than a twentieth", 501, 10_000, False),
]


@pytest.mark.parametrize(
    ("missing", "rows", "may"), [row[1:] for row in SHARES], ids=[row[0] for row in SHARES]
)
def test_the_share(missing: int, rows: int, *, may: bool) -> None:
    tally = purge_order.Tally(rows_missing=missing)
    assert tally.allow_missing(rows, force=False) is may
    assert purge_order.Tally(rows_missing=missing).allow_missing(rows, force=True)
