"""The guide's SnapshotCleanupService, the command, the nightly schedule, and the refusal."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.jobs import run_job
from factory.core.leases import State
from factory.core.ledger import open_due, work_due
from factory.core.models import Job, PeriodRun
from factory.evidence.models import PurgeRun
from factory.evidence.purging import begin
from factory.evidence.services import store
from identity.aws_retry import SnapshotCleanupService
from identity.periods import SNAPSHOT_CLEANUP
from tests.builders import default_site

pytestmark = pytest.mark.django_db


def old_file(name: str = "unknown/a.jpg") -> Path:
    path = Path(store().path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(1024 * 1024))
    when = (clock.now() - timedelta(days=91)).timestamp()
    os.utime(path, (when, when))
    return path


def test_the_guides_example() -> None:
    path = old_file()
    cleanup = SnapshotCleanupService()
    result = cleanup.cleanup_old_snapshots()
    assert result["success"] is True
    assert (result["files_deleted"], result["disk_space_freed_mb"]) == (1, 1.0)
    assert not path.exists()
    assert cleanup.get_snapshot_statistics()["total_files"] == 0
    assert cleanup.retention_days == 90


def test_a_dry_run_leaves_no_mark() -> None:
    path = old_file()
    assert SnapshotCleanupService().cleanup_old_snapshots(dry_run=True)["files_deleted"] == 1
    assert path.exists()
    assert not PurgeRun.objects.exists()


def test_a_shortened_retention_waits_for_a_person_and_raises_an_alert(settings: Settings) -> None:
    begin()
    settings.SNAPSHOT_RETENTION_DAYS = 30
    path = old_file()
    result = SnapshotCleanupService().cleanup_old_snapshots()
    assert (result["success"], result["files_deleted"]) == (False, 0)
    assert "shortened from 90 to 30" in result["errors"][0]
    assert path.exists()
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity, alert.site) == (
        "snapshot-cleanup",
        "critical",
        default_site(),
    )
    with pytest.raises(CommandError):
        call_command("cleanup_snapshots", stdout=StringIO())
    call_command("cleanup_snapshots", "--force", "--json", stdout=StringIO())
    assert not path.exists()
    alert.refresh_from_db()
    assert (alert.count, alert.resolved_at is None) == (2, False)


def test_the_command_prints_json() -> None:
    old_file()
    out = StringIO()
    call_command("cleanup_snapshots", "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue())["files_deleted"] == 1
    out = StringIO()
    call_command("cleanup_snapshots", stdout=out, verbosity=0)
    assert out.getvalue().strip() == "1 files deleted, 1.0 MB"


def test_each_night_starts_one_job_that_cleans_up() -> None:
    default_site(time_zone="Asia/Kolkata")
    now = datetime(2026, 3, 2, 22, 5, tzinfo=UTC)
    assert open_due(SNAPSHOT_CLEANUP, now=now) == 1
    assert open_due(SNAPSHOT_CLEANUP, now=now) == 0
    run = PeriodRun.objects.get()
    assert run.period_end == datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    path = old_file()
    assert work_due(SNAPSHOT_CLEANUP) == 1
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["files_deleted"]) == (State.DONE, 1)
    assert not path.exists()


def test_the_bell_is_a_row_that_operators_may_switch_off() -> None:
    bell = PeriodicTask.objects.get(name="identity_snapshot_cleanup")
    assert json.loads(bell.args) == [SNAPSHOT_CLEANUP.name]
    PeriodicTask.objects.filter(pk=bell.pk).update(enabled=False)
    assert open_due(SNAPSHOT_CLEANUP, now=datetime(2026, 3, 2, 22, 5, tzinfo=UTC)) == 0
