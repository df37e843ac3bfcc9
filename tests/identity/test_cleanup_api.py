"""The clean-up of snapshots over HTTP."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.core import clock
from factory.core.models import Job
from factory.evidence.purging import begin
from factory.evidence.services import keep, store
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_the_guides_clean_up(hr: APIClient) -> None:
    path = Path(store().path("unknown/a.jpg"))
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(1024 * 1024))
    when = (clock.now() - timedelta(days=91)).timestamp()
    os.utime(path, (when, when))
    stats = hr.get("/api/v1/identity/snapshot-stats").json()
    assert (stats["total_files"], stats["total_size_mb"], stats["old_files"]) == (1, 1.0, 1)
    tried = hr.post("/api/v1/identity/cleanup-snapshots", {"dry_run": True}).json()
    assert (tried["files_deleted"], path.exists()) == (1, True)
    done = hr.post("/api/v1/identity/cleanup-snapshots")
    assert done.status_code == 200
    assert done.json()["success"] is True
    assert (done.json()["files_deleted"], done.json()["disk_space_freed_mb"]) == (1, 1.0)
    assert done.json()["errors"] == []
    assert hr.get("/api/identity/snapshot-stats").json()["total_files"] == 0


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_another_sites_pictures_are_neither_counted_nor_cleaned_up(
    hr: APIClient, stranger: APIClient
) -> None:
    moment = clock.now() - timedelta(days=200)
    keep(site_id=default_site().pk, kind="unknown", jpeg=b"x", captured_at=moment)
    assert stranger.get("/api/v1/identity/snapshot-stats").json()["total_files"] == 0
    for wanted in ({"dry_run": True}, {}, {"force": True}):
        done = stranger.post("/api/v1/identity/cleanup-snapshots", wanted)
        assert (done.status_code, done.json()["files_deleted"]) == (200, 0)
        assert done.json()["photos_deleted"] == 0
    found = hr.get("/api/v1/identity/snapshot-stats").json()
    assert (found["total_files"], found["old_files"]) == (1, 1)
    assert found["by_directory"]["unknown"] == {"files": 1, "size_mb": 0.0, "old_files": 1}


def test_a_clean_up_that_must_wait_is_a_conflict(hr: APIClient, settings: Any) -> None:
    begin()
    settings.SNAPSHOT_RETENTION_DAYS = 10
    refused = hr.post("/api/v1/identity/cleanup-snapshots")
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "purge-refused")
    assert not Job.objects.exists()
    viewer = client_of(make_user((default_site(), "viewer")))
    assert viewer.post("/api/v1/identity/cleanup-snapshots").status_code == 403
