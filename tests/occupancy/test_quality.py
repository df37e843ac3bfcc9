"""Counters that are steadily off: swapped lines and unwatched doors are found, bad luck is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from factory.alerts.models import Alert
from factory.core.ledger import kinds, run_one
from factory.core.models import PeriodRun
from factory.core.tasks import work_due
from factory.sites.models import Site
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area
from occupancy.quality import Balance, Fault, fault_of, running
from occupancy.selectors.quality import balances
from tests.builders import default_site
from tests.occupancy.builders import make_area, utc

MONDAY = date(2026, 6, 8)


def test_the_running_sum_begins_at_nobody() -> None:
    assert (running([]), running([3, -5, 9])) == ((0, 0), (-2, 7))


def days(*rows: tuple[int, int, int, int, float]) -> list[Balance]:
    return [Balance(MONDAY + timedelta(days=place), *row) for place, row in enumerate(rows)]


GOOD = (100, 98, 0, 70, 1.0)
MORE_IN, MORE_OUT = (100, 60, 0, 70, 1.0), (60, 100, -40, 0, 1.0)
SWAPPED, BLIND, IDLE = (98, 100, -70, 0, 1.0), (100, 10, 0, 90, 0.2), (5, 1, 0, 4, 1.0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([GOOD] * 5, None, id="all is well"),
        pytest.param([GOOD, MORE_IN, MORE_IN, MORE_IN], Fault.MORE_IN, id="an exit unwatched"),
        pytest.param([MORE_OUT] * 3, Fault.MORE_OUT, id="an entry unwatched"),
        pytest.param([SWAPPED] * 3, Fault.SWAPPED, id="the only door is the wrong way round"),
        pytest.param([MORE_IN, MORE_IN], None, id="two days tell nothing"),
        pytest.param([MORE_IN, GOOD, MORE_IN, MORE_IN], None, id="not in a row"),
        pytest.param([MORE_IN, MORE_OUT, MORE_IN], None, id="to either side"),
        pytest.param([MORE_IN] * 3 + [GOOD], None, id="mended"),
        pytest.param([MORE_IN, BLIND, MORE_IN, IDLE, MORE_IN], Fault.MORE_IN, id="days that tell"),
        pytest.param([BLIND] * 5, None, id="blind"),
    ],
)
def test_faults(rows: list[tuple[int, int, int, int, float]], expected: Fault | None) -> None:
    assert fault_of(days(*rows)) is expected


def a_day(site: Site, area: Area, day: date, *, come: int, go: int) -> None:
    """People come at 8:05 and go at 17:05, read every minute in between."""
    readings = [
        Reading(
            1,
            area.pk,
            utc(f"{day}T{minute // 60:02}:{minute % 60:02}"),
            None,
            come if minute == 485 else 0,
            go if minute == 1025 else 0,
        )
        for minute in range(3 * 60, 24 * 60)
    ]
    end = utc(f"{day}T00:00") + timedelta(days=1)
    with time_machine.travel(end, tick=False):
        services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=end)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("come", "go", "fault"), [(40, 41, None), (40, 20, "more_in"), (20, 40, "more_out")]
)
def test_a_steady_fault_raises_one_alert_and_its_end_resolves_it(
    come: int, go: int, fault: str | None
) -> None:
    site = default_site()
    area = make_area(site, name="Hall")
    for number in range(4):
        a_day(site, area, MONDAY + timedelta(days=number), come=come, go=go)
    at = utc("2026-06-12T04:00")
    found = balances(area, at)
    assert [(one.day, one.imbalance) for one in found] == [
        (MONDAY + timedelta(days=number), come - go) for number in range(4)
    ]
    assert found[0].coverage == 21 / 24
    with time_machine.travel(at, tick=False):
        assert services.judge_counters(area=area, at=at)["fault"] == fault
    assert Alert.objects.filter(resolved_at=None).count() == (fault is not None)
    a_day(site, area, MONDAY + timedelta(days=4), come=40, go=40)
    later = utc("2026-06-13T04:00")
    with time_machine.travel(later, tick=False):
        services.judge_counters(area=area, at=later)
    assert not Alert.objects.filter(resolved_at=None).exists()


@pytest.mark.django_db
def test_counters_are_judged_once_a_day_by_the_ledger() -> None:
    site = default_site()
    area = make_area(site)
    for number in range(3):
        a_day(site, area, MONDAY + timedelta(days=number), come=90, go=30)
    kind = kinds()["occupancy.quality"]
    with time_machine.travel(utc("2026-06-11T04:00:30"), tick=False):
        for _ in range(3):
            work_due(kind.name)
        run = PeriodRun.objects.get(kind=kind.name, scope=f"area:{area.pk}")
        assert (run.state, run.result["fault"]) == ("done", "more_in")
        assert not run_one(kind, run.pk)
    assert Alert.objects.get().count == 1
