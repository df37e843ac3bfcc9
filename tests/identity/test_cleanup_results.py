"""What the clean-up's page says of runs that are over: zeros as zeros, and errors in their own words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

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
