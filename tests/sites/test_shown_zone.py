"""The zone in which a person is shown times."""

from __future__ import annotations

import pytest

from factory.sites.models import Site
from factory.sites.selectors import zone_name_of
from tests.builders import make_site, make_user

pytestmark = pytest.mark.django_db
DELHI, BERLIN, TOKYO = "Asia/Kolkata", "Europe/Berlin", "Asia/Tokyo"


@pytest.mark.parametrize(
    ("zones", "default", "mine", "shown"),
    [
        ([], None, [], None),
        ([DELHI], None, [], DELHI),
        ([DELHI], 0, [], DELHI),
        ([DELHI, BERLIN], None, [], None),
        ([DELHI, BERLIN], 1, [], BERLIN),
        ([DELHI, BERLIN], 1, [0], DELHI),
        ([DELHI, BERLIN], None, [1], BERLIN),
        ([DELHI, BERLIN, TOKYO], 2, [0, 1], TOKYO),
        ([DELHI, BERLIN, TOKYO], None, [0, 1], None),
    ],
)
def test_it_is_that_of_the_only_site_or_of_the_default_one(
    zones: list[str], default: int | None, mine: list[int], shown: str | None
) -> None:
    Site.objects.all().delete()
    sites = [
        make_site(time_zone=zone, is_default=place == default) for place, zone in enumerate(zones)
    ]
    user = make_user(*((sites[place], "viewer") for place in mine), superuser=not mine)
    assert zone_name_of(user) == shown
