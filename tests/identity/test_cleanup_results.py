"""What the clean-up's page says of runs that are over: zeros as zeros, and errors in their own words."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from factory.core.leases import State
from factory.core.models import Job
from identity.jobs import SNAPSHOT_CLEANUP
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
WRONG = "unknown/2026-01-01/a.jpg: Permission denied"


def page_of(*, superuser: bool) -> str:
    client = Client()
    user = make_user(superuser=True) if superuser else make_user((default_site(), "hr"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client.get(reverse("admin:identity_cleanup")).content.decode()


def a_run(*, of_sites: bool) -> None:
    site = default_site()
    Job.objects.create(
        kind=SNAPSHOT_CLEANUP.name,
        site_id=site.pk,
        state=State.DONE,
        params={"sites": [site.pk] if of_sites else None},
        result={"disk_space_freed_mb": 0.0, "rows_settled": 0, "errors": [WRONG]},
    )


@pytest.mark.parametrize(
    ("superuser", "of_sites", "told"),
    [
        pytest.param(True, False, True, id="the night's run, to an operator"),
        pytest.param(False, True, True, id="a run of their own sites, to HR"),
        pytest.param(False, False, False, id="the night's run names files of other sites, too"),
    ],
)
def test_an_error_is_told_to_whom_it_concerns(superuser: bool, of_sites: bool, told: bool) -> None:
    make_site()
    a_run(of_sites=of_sites)
    page = page_of(superuser=superuser)
    assert (WRONG in page) is told
    assert "<td>0.0</td><td>0</td>" in page


def test_a_run_by_command_stands_in_the_table_also_where_it_was_refused(
    settings: Settings,
) -> None:
    call_command("cleanup_snapshots", "--dry-run", stdout=StringIO(), verbosity=0)
    call_command("cleanup_snapshots", stdout=StringIO(), verbosity=0)
    settings.SNAPSHOT_RETENTION_DAYS = 30
    with pytest.raises(CommandError):
        call_command("cleanup_snapshots", stdout=StringIO(), verbosity=0)
    states = list(Job.objects.order_by("pk").values_list("state", "params__dry_run"))
    assert states == [(State.DONE, True), (State.DONE, False), (State.FAILED, False)]
    page = page_of(superuser=True)
    assert page.count("<td>manage.py cleanup_snapshots</td>") == 3
    assert page.count("(count only)") == 1
    assert "failed: " in page
    assert "shortened from 90 to 30 days" in page
