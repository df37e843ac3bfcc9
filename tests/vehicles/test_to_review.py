"""What waits for a person: as system info, the front page and its lists count it."""

from __future__ import annotations

import pytest
from django.test import Client

from factory.core.scoping import access_of
from factory.sites.models import Site
from tests.builders import make_user
from tests.vehicles.builders import block, make_guard, see
from vehicles import services
from vehicles.desk import panel
from vehicles.liveness import figures

pytestmark = pytest.mark.django_db


def test_a_settled_read_is_not_counted(site: Site) -> None:
    guard = make_guard(site)
    read = see(site, "KA01A", confidence=0.3)
    assert figures(access_of(guard))["reads_to_review_today"] == 1
    services.review_read(read=read, why="Mud.", who=guard)
    assert figures(access_of(guard))["reads_to_review_today"] == 0


def test_the_front_page_leads_to_all_that_were_held(site: Site) -> None:
    block(site, "KA01QA1234")
    see(site, "KA01DA1234")
    see(site, "KA01QA1234")
    see(site, "MH12DE5678")
    held = next(one for one in panel(site).figures if one.label == "blocked or possibly")
    client = Client()
    client.force_login(make_user(superuser=True), backend="factory.sites.backends.SiteRoleBackend")
    page = client.get(held.url).content.decode()
    assert held.value == 2
    assert [plate in page for plate in ("KA01DA1234", "KA01QA1234", "MH12DE5678")] == [
        True,
        True,
        False,
    ]
