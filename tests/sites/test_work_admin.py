"""Jobs and runs in the admin: called as people call them; what is refused fills no log."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from factory.core import clock
from factory.core.models import Job, PeriodRun
from factory.sites.models import Site
from occupancy.models import Area
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return default_site()


def office(site: Site, role: str = "manager", *, superuser: bool = False) -> Client:
    client = Client()
    user = make_user((site, role), superuser=superuser)
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def run_of(kind: str, scope: str, site: Site) -> None:
    now = clock.now()
    PeriodRun.objects.create(
        kind=kind, scope=scope, site_id=site.pk, period_start=now, period_end=now
    )


def test_runs_are_called_by_the_names_of_schedule_and_place(site: Site) -> None:
    area = Area.objects.create(site=site, name="Canteen", reset_time=time(3))
    run_of("occupancy.drift", f"area:{area.pk}", site)
    run_of("of an older version", "line:7", site)
    page = office(site).get(reverse("admin:core_periodrun_changelist")).content.decode()
    for told in (">Occupancy Drift Correction<", ">Canteen<", ">of an older version<", ">line:7<"):
        assert told in page, told


def test_jobs_are_called_by_their_titles(site: Site) -> None:
    for kind in ("attendance.lock_payroll", "of an older version"):
        Job.objects.create(kind=kind, site_id=site.pk)
    page = office(site).get(reverse("admin:core_job_changelist")).content.decode()
    assert ">Payroll Lock<" in page
    assert ">of an older version<" in page


def test_the_tables_of_libraries_stand_under_words_that_people_know(site: Site) -> None:
    page = office(site, superuser=True).get(reverse("admin:index")).content.decode()
    assert 'class="section">Sign-ins<' in page
    assert 'class="section">Axes<' not in page
    assert 'class="section">API tokens<' in page


def test_a_page_that_is_refused_leaves_a_line_and_no_traceback(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    answer = office(site, "viewer").get(reverse("admin:sites_device_add"))
    assert answer.status_code == 403
    assert b"factory/icon.svg" in answer.content, "or browsers ask for one that is not there"
    (record,) = [one for one in caplog.records if one.name == "django.request"]
    assert "Forbidden" in record.message
    assert not record.exc_info
