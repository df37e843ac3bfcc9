"""Cameras on the front page: those in trouble first, and a camera at rest is in none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from factory.core import clock
from streaming import services
from streaming.desk import panel
from tests.builders import make_site
from tests.streaming.builders import make_camera, report

pytestmark = pytest.mark.django_db


def test_those_in_trouble_come_first_and_those_at_rest_last(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    site = make_site()
    states = {"a": "idle", "b": "live", "c": "offline", "d": "stalled"}
    services.record_statuses(
        {make_camera(site, name=name).pk: report(state) for name, state in states.items()}
    )
    with django_assert_num_queries(1):
        pictures = panel(site).pictures
    assert [(one.caption, one.state, str(one.tone)) for one in pictures] == [
        ("c", "offline", "bad"),
        ("d", "stalled", "warn"),
        ("b", "live", "good"),
        ("a", "idle", "plain"),
    ]


def test_a_camera_outside_its_hours_is_not_in_trouble() -> None:
    site = make_site()
    now = clock.now().astimezone(site.zone)
    begins, ends = (now + timedelta(hours=hours) for hours in (2, 4))
    make_camera(site, active_from=begins.time(), active_until=ends.time())
    (picture,) = panel(site).pictures
    assert (picture.state, str(picture.tone)) == ("disabled", "plain")
