"""The clean-up's page in the admin, and the alert before the disk is full."""

from __future__ import annotations

import shutil
from collections import namedtuple

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from factory.alerts.models import Alert
from factory.core.models import Job
from factory.evidence.purging import begin
from identity import services
from tests.builders import default_site, make_user

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


def test_a_refusal_is_shown_and_forced_by_a_tick(settings: Settings) -> None:
    begin()
    settings.SNAPSHOT_RETENTION_DAYS = 30
    hr = signed_in("hr")
    assert "Waiting for a person" in hr.get(reverse(PAGE)).content.decode()
    answer = hr.post(reverse(PAGE), follow=True).content.decode()
    assert "shortened from 90 to 30" in answer
    assert not Job.objects.exists()
    hr.post(reverse(PAGE), {"force": "1"})
    assert Job.objects.get().params["force"] is True


@pytest.mark.parametrize("role", ["security", "manager", "viewer"])
def test_others_have_no_business_there(role: str) -> None:
    assert signed_in(role).get(reverse(PAGE)).status_code == 403


def test_the_disk_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    def free(percent: float) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1000, 0, percent * 10))
        services.sweep()

    open_alerts = Alert.objects.filter(kind="disk-space", resolved_at__isnull=True)
    free(50)
    assert not open_alerts.exists()
    free(9)
    free(9)
    free(11)
    assert open_alerts.get().count == 1
    free(12.5)
    assert not open_alerts.exists()
