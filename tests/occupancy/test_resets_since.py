"""What sets an area's count right was changed: from now on; what is past stays as it was said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factory.core.models import PeriodRun
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import Area, CountReset
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = utc("2026-06-10")


@pytest.fixture
def area() -> Area:
    """Reset at 03:00 on the day; 30 came in at 08:00."""
    area = make_area(default_site(), name="Hall")
    camera = make_counter(area)
    bell(DAY + timedelta(hours=3, minutes=1))
    at = DAY + timedelta(hours=8)
    with time_machine.travel(at, tick=False):
        services.record_logs(
            site=area.site, readings=[Reading(camera.pk, area.pk, at, None, 30, 0)]
        )
    return area


@pytest.fixture
def client(area: Area) -> Client:
    return client_of(make_user((area.site, "manager")))


def bell(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        tasks.drift_correction()


def set_by(client: Client, area: Area, at: datetime, **fields: str) -> None:
    with time_machine.travel(at, tick=False):
        answer = client.patch(f"/api/v1/areas/{area.pk}", fields)
        assert answer.status_code == 200, answer.content


def resets(area: Area) -> list[str]:
    found = CountReset.objects.filter(area_id=area.pk).order_by("at")
    return [f"{row.at:%d %H:%M}" for row in found]


def test_a_time_of_this_morning_is_tomorrows(client: Client, area: Area) -> None:
    set_by(client, area, DAY + timedelta(hours=10), reset_time="09:00")
    bell(DAY + timedelta(hours=10, minutes=1))
    assert resets(area) == ["10 03:00"]
    bell(DAY + timedelta(days=1, hours=9, minutes=1))
    assert resets(area) == ["10 03:00", "11 09:00"]


def test_so_it_is_where_the_admin_changes_it(client: Client, area: Area) -> None:
    form = {"site": str(area.site_id), "name": area.name, "warn_percent": "80", "reset_by": "clock"}
    form |= {"reset_time": "09:00", "-1-TOTAL_FORMS": "0", "-1-INITIAL_FORMS": "0"}
    with time_machine.travel(DAY + timedelta(hours=10), tick=False):
        path = reverse("admin:occupancy_area_change", args=[area.pk])
        posted = client.post(path, form, format="multipart")
        assert posted.status_code == 302, posted.content
    bell(DAY + timedelta(hours=10, minutes=1))
    area.refresh_from_db()
    assert (area.reset_since, resets(area)) == (DAY + timedelta(hours=10), ["10 03:00"])


@pytest.mark.parametrize("way", ["clock", "quiet", "punches"])
def test_days_that_nothing_set_right_stay_so(client: Client, area: Area, way: str) -> None:
    set_by(client, area, DAY + timedelta(hours=9), reset_by="never")
    later = DAY + timedelta(days=10, hours=10)
    set_by(client, area, later, reset_by=way)
    with time_machine.travel(later, tick=False):
        services.sweep()
        tasks.drift_correction()
    assert resets(area) == ["10 03:00"]


def test_the_quietest_minute_is_one_since_then(client: Client, area: Area) -> None:
    set_by(client, area, DAY + timedelta(hours=10), reset_by="quiet")
    bell(DAY + timedelta(days=1, hours=3, minutes=1))
    assert resets(area) == ["10 03:00"], "the only minute that was read was before"


def test_a_run_that_waited_meanwhile_says_nothing(client: Client, area: Area) -> None:
    PeriodRun.objects.filter(scope=f"area:{area.pk}").update(state="pending")
    CountReset.objects.all().delete()
    set_by(client, area, DAY + timedelta(hours=10), reset_by="never")
    bell(DAY + timedelta(hours=10, minutes=1))
    assert resets(area) == []


def test_another_change_misses_no_reset(client: Client, area: Area) -> None:
    set_by(client, area, DAY + timedelta(days=1, hours=10), name="Great hall", reset_by="clock")
    bell(DAY + timedelta(days=2, hours=10))
    assert resets(area) == ["10 03:00", "11 03:00", "12 03:00"]
