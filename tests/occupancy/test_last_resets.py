"""How an area was set right lately: each moment once, by the cameras that made up its count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera
from occupancy.selectors.resets import last_resets
from tests.builders import default_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:00")


@pytest.fixture
def hall() -> Area:
    """Return an area with twelve doors by which three people each have come, and one camera inside."""
    site = default_site()
    area = make_area(site)
    doors = [make_counter(area) for _ in range(12)]
    inside = make_counter(area, AreaCamera.Role.INSIDE)
    readings = [Reading(one.pk, area.pk, NOW - timedelta(hours=2), None, 3, 0) for one in doors]
    seen = Reading(inside.pk, area.pk, NOW - timedelta(hours=2), 30)
    services.record_logs(site=site, readings=[*readings, seen], now=NOW)
    return area


def test_all_cameras_together_and_who_did_it(hall: Area) -> None:
    person = make_user(username="maria")
    services.correct_drift(site=hall.site, area_id=hall.pk, at=NOW - timedelta(hours=1))
    services.record_headcount(site=hall.site, area_id=hall.pk, count=20, at=NOW, who_id=person.pk)
    found = [(one.at, one.reason, one.before, one.after, one.who) for one in last_resets(hall, 8)]
    assert found == [
        (NOW, "A head count", 0, 20, "maria"),
        (NOW - timedelta(hours=1), "The area's reset time", 36, 0, ""),
    ]


def test_the_newest_moments_only(hall: Area) -> None:
    for hours in (3, 2, 1):
        services.correct_drift(site=hall.site, area_id=hall.pk, at=NOW - timedelta(hours=hours))
    found = last_resets(hall, 2)
    assert [one.at for one in found] == [NOW - timedelta(hours=hours) for hours in (1, 2)]
