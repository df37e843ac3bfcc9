"""``manage.py seed_demo`` as a newcomer and an operator meet it."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from attendance.models import PayrollLock, Punch
from factory.sites.selectors import default_site
from identity.models import Employee
from occupancy.models import OccupancyDailyAggregate
from streaming.models import Camera
from vehicles.models import PlateRead, Vehicle

pytestmark = pytest.mark.django_db


def seed(days: int) -> None:
    call_command("seed_demo", days=days, stdout=io.StringIO())


def test_a_site_with_a_life_of_its_own_is_left_alone() -> None:
    site = default_site()
    Employee.objects.create(site=site, employee_code="1", name="Real Person")
    Vehicle.objects.create(site=site, plate="X1", key="X1", skeleton="X1")
    seed(days=2)
    assert Employee.objects.count() == Vehicle.objects.count() == 1
    assert not PlateRead.objects.exists()
    assert not Punch.objects.exists()


def test_a_demo_without_history_still_has_its_lists() -> None:
    seed(days=0)
    assert Employee.objects.count() == 40
    assert Vehicle.objects.filter(status=Vehicle.Status.BLOCKED).exists()


@pytest.mark.slow
def test_thirty_days_have_what_a_month_has() -> None:
    seed(days=30)
    assert PayrollLock.objects.count() == 1
    assert OccupancyDailyAggregate.objects.count() > 30 * 24 - 2
    assert Camera.objects.count() == 3
    assert len(settings.DEMO_SEEDS) == 5
