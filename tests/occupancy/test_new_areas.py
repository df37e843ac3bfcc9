"""An area is not judged, and its count not set right, before it is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from attendance import periods as attendance_periods
from factory.core.ledger import PeriodKind, open_due, work_due
from factory.core.models import PeriodRun
from occupancy import periods, services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, CountReset, OccupancyDailyAggregate
from occupancy.selectors.quality import balances
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
OPENED = utc("2026-06-10T10:00")
FIRST_RESET = utc("2026-06-11T03:00")
JUST_AFTER = timedelta(minutes=1)


@pytest.fixture
def area() -> Area:
    with time_machine.travel(OPENED, tick=False):
        made: Area = Area.objects.create(site=default_site(), name="Hall")
    return made


@pytest.fixture
def camera(area: Area) -> Camera:
    with time_machine.travel(OPENED, tick=False):
        return make_counter(area)


def rung(kind: PeriodKind, area: Area, at: datetime) -> list[datetime]:
    """Return the ends of the area's periods that are in the ledger once the bell has rung at ``at``."""
    with time_machine.travel(at, tick=False):
        open_due(kind)
        work_due(kind)
    mine = PeriodRun.objects.filter(kind=kind.name, scope=f"area:{area.pk}")
    return list(mine.order_by("period_end").values_list("period_end", flat=True))


@pytest.mark.parametrize(
    ("kind", "reset_by", "first"),
    [
        pytest.param(periods.DRIFT, "clock", FIRST_RESET, id="by the clock"),
        pytest.param(periods.DRIFT, "quiet", FIRST_RESET, id="at the quietest minute"),
        pytest.param(attendance_periods.HEADCOUNT, "punches", FIRST_RESET, id="by punches"),
        pytest.param(periods.QUALITY, "clock", FIRST_RESET + timedelta(hours=1), id="judged"),
    ],
)
def test_its_first_day_ends_after_it_was_opened(
    area: Area, camera: Camera, kind: PeriodKind, reset_by: str, first: datetime
) -> None:
    Area.objects.update(reset_by=reset_by)
    assert rung(kind, area, OPENED + JUST_AFTER) == []
    assert not CountReset.objects.filter(camera_id=camera.pk).exists()
    assert rung(kind, area, first + JUST_AFTER) == [first]


def test_a_run_of_before_sets_nothing_right(area: Area, camera: Camera) -> None:
    before = OPENED - timedelta(hours=7)
    start = before - timedelta(days=1)
    PeriodRun.objects.create(
        kind=periods.DRIFT.name,
        scope=f"area:{area.pk}",
        site_id=area.site_id,
        period_start=start,
        period_end=before,
    )
    rung(periods.DRIFT, area, OPENED + JUST_AFTER)
    assert not CountReset.objects.filter(camera_id=camera.pk).exists()


def test_nor_do_all_areas_at_once(area: Area, camera: Camera) -> None:
    old = make_counter(make_area(area.site))
    services.correct_drift(site=area.site, at=OPENED - timedelta(hours=1))
    assert list(CountReset.objects.values_list("camera_id", flat=True)) == [old.pk]
    services.correct_drift(site=area.site, at=OPENED)
    assert CountReset.objects.filter(camera_id=camera.pk).exists()


def record(area: Area, camera: Camera, at: datetime, entries: int, exits: int) -> None:
    with time_machine.travel(at + timedelta(hours=1), tick=False):
        reading = Reading(camera.pk, area.pk, at, None, entries, exits)
        services.record_logs(site=area.site, readings=[reading])
        services.absorb_marks(site=area.site, until=at + timedelta(hours=2))


def test_the_day_within_which_it_was_opened_is_no_measure(area: Area, camera: Camera) -> None:
    """Who was in already left without having come."""
    record(area, camera, OPENED + timedelta(hours=7), 0, 40)
    record(area, camera, FIRST_RESET + timedelta(hours=7), 50, 49)
    found = balances(area, FIRST_RESET + timedelta(days=1, hours=1))
    assert [(day.day, day.imbalance) for day in found] == [(FIRST_RESET.date(), 1)]


@pytest.mark.parametrize(
    ("read", "part", "opened"),
    [
        pytest.param(True, True, OPENED - timedelta(days=3), id="read"),
        pytest.param(False, True, OPENED - timedelta(days=1), id="set up"),
        pytest.param(False, False, OPENED, id="new"),
    ],
)
def test_areas_of_before_were_opened_with_their_first_readings(
    area: Area, *, read: bool, part: bool, opened: datetime
) -> None:
    camera = make_counter(area)
    AreaCamera.objects.update(since=OPENED - timedelta(days=1) if part else None)
    if read:
        record(area, camera, OPENED - timedelta(days=3), 1, 0)
        assert OccupancyDailyAggregate.objects.exists()
    migration = import_module("occupancy.migrations.0013_areas_opened")
    migration.opened_with_their_first_readings(apps, None)
    area.refresh_from_db()
    assert area.opened_at == opened
