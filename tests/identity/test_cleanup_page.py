"""The clean-up's page in the admin, and the alert before the disk is full."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.jobs import run_job
from factory.core.models import Job
from factory.core.tasks import sweep
from factory.evidence.models import Snapshot
from factory.evidence.purging import begin
from factory.evidence.services import keep, store
from factory.sites.models import Site
from identity.services import disk
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil has it
PAGE = "admin:identity_cleanup"


def signed_in(role: str) -> Client:
    client = Client()
    user = make_user((default_site(), role))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def test_hr_counts_and_cleans_up_by_a_job() -> None:
    hr = signed_in("hr")
    assert "No clean-up has run yet" in hr.get(reverse(PAGE)).content.decode()
    hr.post(reverse(PAGE), {"dry_run": "1"})
    hr.post(reverse(PAGE))
    wanted = [job.params["dry_run"] for job in Job.objects.order_by("pk")]
    assert wanted == [True, False]
    page = hr.get(reverse("admin:evidence_snapshot_changelist")).content.decode()
    assert reverse(PAGE) in page


def operator() -> Client:
    client = Client()
    user = make_user(superuser=True)
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def test_a_refusal_is_shown_and_forced_by_an_operators_tick(settings: Settings) -> None:
    begin()
    settings.SNAPSHOT_RETENTION_DAYS = 30
    root = operator()
    assert 'name="force"' in root.get(reverse(PAGE)).content.decode()
    answer = root.post(reverse(PAGE), follow=True).content.decode()
    assert "shortened from 90 to 30" in answer
    assert not Job.objects.exists()
    root.post(reverse(PAGE), {"force": "1"})
    assert Job.objects.get().params["force"] is True


def test_nobody_but_an_operator_goes_on_in_spite_of_a_refusal(settings: Settings) -> None:
    begin()
    settings.SNAPSHOT_RETENTION_DAYS = 30
    hr = signed_in("hr")
    page = hr.get(reverse(PAGE)).content.decode()
    assert "Waiting for a person" in page
    assert 'name="force"' not in page
    hr.post(reverse(PAGE), {"force": "1"})
    assert not Job.objects.exists()


def test_who_looks_after_one_site_counts_and_cleans_up_that_site() -> None:
    here, there = default_site(), make_site()
    mine, theirs = (old_picture(site) for site in (here, there))
    whole = operator()
    whole.post(reverse(PAGE), {"dry_run": "1"})
    hr = signed_in("hr")
    page = hr.get(reverse(PAGE))
    assert page.context["statistics"]["total_files"] == 1
    assert page.context["statistics"]["old_files"] == 1
    assert list(page.context["jobs"]) == []
    hr.post(reverse(PAGE))
    job = Job.objects.first()
    assert job is not None
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.site_id, job.result["files_deleted"]) == (here.pk, 1)
    assert list(Snapshot.objects.all()) == [theirs]
    assert list(hr.get(reverse(PAGE)).context["jobs"]) == [job]
    assert whole.get(reverse(PAGE)).context["statistics"]["total_files"] == 1
    assert not Path(store().path(mine.path)).exists()


def old_picture(site: Site) -> Snapshot:
    moment = clock.now() - timedelta(days=200)
    return keep(site_id=site.pk, kind="faces", jpeg=b"x", captured_at=moment)


@pytest.mark.parametrize("role", ["security", "manager", "viewer"])
def test_others_have_no_business_there(role: str) -> None:
    assert signed_in(role).get(reverse(PAGE)).status_code == 403


def test_the_disk_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "places", lambda: [Path("data")])

    def free(percent: float) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1000, 0, percent * 10))
        sweep()

    open_alerts = Alert.objects.filter(kind="disk-space", resolved_at__isnull=True)
    free(50)
    assert not open_alerts.exists()
    free(9)
    free(9)
    free(11)
    assert open_alerts.get().count == 1
    free(12.5)
    assert not open_alerts.exists()
