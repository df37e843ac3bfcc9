"""The three schedules on the ledger: never missed, never doubled, whatever the bells do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django_celery_beat.models import PeriodicTask

from factory.core.ledger import run_again
from factory.core.models import PeriodRun
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import (
    Area,
    CountReset,
    LiveCount,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyMonthlyAggregate,
)
from occupancy.periods import HOURLY
from tests.builders import default_site, make_site
from tests.occupancy.builders import make_area, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def one(site: Site, at: datetime, count: int, area_id: int = 0) -> None:
    services.record_logs(site=site, readings=[Reading(7, area_id, at, count)])


def figures(site: Site) -> list[list[Any]]:
    models = (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate)
    return [
        list(
            model.objects.filter(site=site)
            .order_by("camera_id", "area_id", "peak_at")
            .values_list("samples", "avg_occupancy", "peak_at", "coverage")
        )
        for model in models
    ]


def rebuilt(site: Site, first: datetime, last: datetime) -> list[list[Any]]:
    for model in (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate):
        model.objects.filter(site=site).delete()
    list(services.rebuild(site=site, period=Period(first, last)))
    return figures(site)


@pytest.mark.parametrize(
    "bells",
    [
        pytest.param(["10:00:03", "11:00:03", "12:00:03"], id="on time"),
        pytest.param(["10:00:03", "10:00:03", "10:00:04", "12:30:00"], id="doubled, then down"),
        pytest.param(["09:59:59", "10:59:59", "12:00:00"], id="early"),
    ],
)
def test_each_hour_is_summed_up_once(bells: list[str]) -> None:
    site = default_site()
    with time_machine.travel(utc("2026-06-10T08:00:30"), tick=False):
        tasks.hourly_aggregation()
    for bell in bells:
        with time_machine.travel(utc(f"2026-06-10T{bell}"), tick=False) as clock:
            now = utc(f"2026-06-10T{bell}")
            one(site, now - timedelta(minutes=2), 4)
            clock.move_to(now)
            tasks.hourly_aggregation()
    runs = PeriodRun.objects.filter(kind="occupancy.hourly", scope=f"site:{site.pk}")
    last = utc(f"2026-06-10T{bells[-1]}").replace(minute=0, second=0)
    assert runs.count() == (last - utc("2026-06-10T07:00")) // timedelta(hours=1)
    assert set(runs.values_list("state", "attempts")) == {("done", 1)}
    with time_machine.travel(utc("2026-06-10T14:00:03"), tick=False):
        tasks.hourly_aggregation()
        found = figures(site)
        assert found == rebuilt(site, utc("2026-06-10"), utc("2026-06-11"))


def test_an_hour_that_is_run_again_is_summed_up_again() -> None:
    site = default_site()
    with time_machine.travel(utc("2026-06-10T10:30"), tick=False):
        one(site, utc("2026-06-10T10:29"), 4)
    with time_machine.travel(utc("2026-06-10T11:00:05"), tick=False):
        tasks.hourly_aggregation()
        right = figures(site)
        for model in (OccupancyDailyAggregate, OccupancyDaySummary):
            model.objects.filter(site=site).update(samples=99, avg_occupancy=77)
        assert run_again(HOURLY, f"site:{site.pk}") == 1
        tasks.hourly_aggregation()
        assert figures(site) == right


def test_a_due_hour_sums_up_what_is_marked_only(monkeypatch: pytest.MonkeyPatch) -> None:
    site = default_site()
    with time_machine.travel(utc("2026-06-10T10:30"), tick=False):
        one(site, utc("2026-06-10T10:29"), 4)
    monkeypatch.delattr(services, "aggregate_hours")
    with time_machine.travel(utc("2026-06-10T11:00:05"), tick=False):
        tasks.hourly_aggregation()
    assert OccupancyDailyAggregate.objects.get(site=site).samples == 1
    assert PeriodRun.objects.get(scope=f"site:{site.pk}").state == "done"


def test_beat_was_down_over_a_months_end() -> None:
    site = default_site()
    with time_machine.travel(utc("2026-05-31T10:00:30"), tick=False):
        tasks.hourly_aggregation()
        tasks.monthly_aggregation()
    for text in ("2026-05-31T12:10", "2026-05-31T23:59:59.999999", "2026-06-01T00:00"):
        with time_machine.travel(utc(text) + timedelta(seconds=1), tick=False):
            one(site, utc(text), 5)
    with time_machine.travel(utc("2026-06-02T09:13"), tick=False):
        tasks.monthly_aggregation()
        tasks.hourly_aggregation()
        row = OccupancyMonthlyAggregate.objects.get(site=site)
        assert (row.month.isoformat(), row.samples) == ("2026-05-01", 2)
        assert figures(site) == rebuilt(site, utc("2026-05-01"), utc("2026-06-03"))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        pytest.param("Asia/Kolkata", "2026-06-10", 24, id="+5:30"),
        pytest.param("America/New_York", "2026-03-08", 23, id="New York, clocks go forward"),
        pytest.param("America/New_York", "2026-11-01", 25, id="New York, clocks go back"),
        pytest.param("Europe/Berlin", "2026-03-29", 23, id="Berlin, clocks go forward"),
        pytest.param("Europe/Berlin", "2026-10-25", 25, id="Berlin, clocks go back"),
    ],
)
@pytest.mark.parametrize("down", [False, True], ids=["beat up", "beat down until noon"])
def test_a_day_has_as_many_hours_as_its_clocks_say(
    zone: str, day: str, hours: int, *, down: bool
) -> None:
    site = make_site(time_zone=zone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=site.zone).astimezone(UTC)
    kind, scope = "occupancy.hourly", f"site:{site.pk}"
    with time_machine.travel(midnight + timedelta(seconds=3), tick=False):
        tasks.hourly_aggregation()
    for number in range(1, hours + 1):
        # Two beats, one of them four seconds late.
        for late in (1, 5):
            with time_machine.travel(midnight + timedelta(hours=number, seconds=late), tick=False):
                one(site, midnight + timedelta(hours=number, minutes=-7), number)
                if not down or number >= hours - 12:
                    tasks.hourly_aggregation()
    runs = PeriodRun.objects.filter(kind=kind, scope=scope, period_start__gte=midnight)
    assert runs.count() == hours
    assert set(runs.values_list("state", "attempts")) == {("done", 1)}
    rows = OccupancyDailyAggregate.objects.filter(site=site, business_date=day)
    assert rows.count() == hours
    summary = OccupancyDaySummary.objects.get(site=site, business_date=day)
    assert (summary.samples, summary.coverage) == (hours, hours / (60 * hours))
    with time_machine.travel(midnight + timedelta(hours=hours, minutes=1), tick=False):
        found = figures(site)
        assert found == rebuilt(site, midnight, midnight + timedelta(hours=hours))


def test_late_rows_of_last_month_reach_its_day_and_its_month() -> None:
    site = default_site()
    with time_machine.travel(utc("2026-05-20T10:30"), tick=False):
        one(site, utc("2026-05-20T10:29"), 3)
    with time_machine.travel(utc("2026-06-01T00:00:05"), tick=False):
        tasks.hourly_aggregation()
        tasks.monthly_aggregation()
    with time_machine.travel(utc("2026-06-03T12:00"), tick=False):
        one(site, utc("2026-05-20T10:40"), 9)
        services.sweep()
        tasks.absorb_late(site.pk)
        month = OccupancyMonthlyAggregate.objects.get(site=site)
        assert (month.samples, month.max_occupancy) == (2, 9)
        assert figures(site) == rebuilt(site, utc("2026-05-01"), utc("2026-06-04"))


def test_a_gap_is_a_gap_and_never_a_zero() -> None:
    site = default_site()
    with time_machine.travel(utc("2026-06-10T12:30"), tick=False):
        for text in ("10:00:30", "10:01:30", "12:05:00"):
            one(site, utc(f"2026-06-10T{text}"), 6)
    with time_machine.travel(utc("2026-06-10T13:00:05"), tick=False):
        tasks.hourly_aggregation()
    found = OccupancyDailyAggregate.objects.filter(site=site).order_by("hour")
    assert [(row.hour, row.avg_occupancy, row.min_occupancy) for row in found] == [
        (10, 6.0, 6),
        (12, 6.0, 6),
    ]
    assert [row.coverage for row in found] == [2 / 60, 1 / 60]
    assert OccupancyDaySummary.objects.get(site=site).coverage == 3 / 1440


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        pytest.param("Asia/Kolkata", "2026-06-10", 1440, id="+5:30"),
        pytest.param("America/New_York", "2026-03-08", 1380, id="23 hours"),
        pytest.param("Europe/Berlin", "2026-10-25", 1500, id="25 hours"),
    ],
)
def test_a_days_coverage_is_of_its_own_length(zone: str, day: str, minutes: int) -> None:
    site = make_site(time_zone=zone)
    start = datetime.fromisoformat(day).replace(tzinfo=site.zone)
    with time_machine.travel(start + timedelta(days=2), tick=False):
        one(site, start + timedelta(minutes=1), 1)
        services.absorb_marks(site=site, until=start + timedelta(days=2))
    row = OccupancyDaySummary.objects.get(site=site)
    assert (row.business_date.isoformat(), row.coverage) == (day, 1 / minutes)


@pytest.mark.parametrize(
    ("zone", "reset", "at"),
    [
        pytest.param("UTC", "03:00", "2026-06-10T03:00+00:00", id="UTC"),
        pytest.param("Asia/Kolkata", "03:00", "2026-06-10T03:00+05:30", id="+5:30"),
        pytest.param("America/New_York", "02:30", "2026-03-08T03:30-04:00", id="skipped by clocks"),
        pytest.param("Europe/Berlin", "02:30", "2026-10-25T02:30+02:00", id="twice that night"),
    ],
)
def test_each_area_is_reset_at_its_own_time_once(zone: str, reset: str, at: str) -> None:
    site = make_site(time_zone=zone)
    area = make_area(site)
    Area.objects.filter(pk=area.pk).update(reset_time=time.fromisoformat(reset))
    moment = utc(at)
    with time_machine.travel(moment - timedelta(hours=5), tick=False):
        services.record_logs(
            site=site, readings=[Reading(7, area.pk, moment - timedelta(hours=6), None, 5, 2)]
        )
    for late in (-1, 5, 6, 3700, 9000):
        with time_machine.travel(moment + timedelta(seconds=late), tick=False):
            tasks.drift_correction()
    found = CountReset.objects.get(area_id=area.pk, at=moment)
    assert (found.before, found.after, found.reason) == (3, 0, "clock")
    assert LiveCount.objects.get(area_id=area.pk).count == 0


@pytest.mark.parametrize(
    ("edited", "resets"),
    [
        pytest.param("02:50", ["00:30", "00:50"], id="later in the same night: once more"),
        pytest.param("02:10", ["00:30"], id="earlier: tomorrow"),
        pytest.param("02:30", ["00:30"], id="saved unchanged"),
    ],
)
def test_a_schedule_edited_in_the_fold(edited: str, resets: list[str]) -> None:
    """In Berlin 02:00 to 03:00 comes twice that night; a reset time means its first coming."""
    site = make_site(time_zone="Europe/Berlin")
    area = make_area(site)
    Area.objects.filter(pk=area.pk).update(reset_time=time(2, 30))
    with time_machine.travel(utc("2026-10-24T01:00"), tick=False):
        one(site, utc("2026-10-24T00:59"), 5, area.pk)
        tasks.drift_correction()
    for minute in range(25, 150, 5):
        with time_machine.travel(utc("2026-10-25") + timedelta(minutes=minute), tick=False):
            if minute == 40:
                Area.objects.filter(pk=area.pk).update(reset_time=time.fromisoformat(edited))
            one(site, utc("2026-10-25") + timedelta(minutes=minute - 1), 2, area.pk)
            tasks.drift_correction()
            tasks.hourly_aggregation()
    found = CountReset.objects.filter(area_id=area.pk, at__gte=utc("2026-10-25"))
    assert [f"{row.at:%H:%M}" for row in found.order_by("at")] == resets
    with time_machine.travel(utc("2026-10-25T03:00:05"), tick=False):
        tasks.hourly_aggregation()
        assert figures(site) == rebuilt(site, utc("2026-10-23"), utc("2026-10-26"))


def test_beat_was_down_over_three_in_the_morning() -> None:
    site = default_site()
    area = make_area(site)
    with time_machine.travel(utc("2026-06-08T03:00:02"), tick=False):
        services.record_logs(
            site=site, readings=[Reading(7, area.pk, utc("2026-06-08T02:00"), None, 5, 2)]
        )
        tasks.drift_correction()
        tasks.hourly_aggregation()
    for hour, come in ((12, 4), (26, 1)):
        at = utc("2026-06-08") + timedelta(hours=hour)
        with time_machine.travel(at + timedelta(seconds=1), tick=False):
            services.record_logs(site=site, readings=[Reading(7, area.pk, at, None, come, 0)])
    with time_machine.travel(utc("2026-06-09T08:59"), tick=False):
        services.record_logs(
            site=site, readings=[Reading(7, area.pk, utc("2026-06-09T08:58"), None, 9, 0)]
        )
    with time_machine.travel(utc("2026-06-09T09:00:04"), tick=False):
        tasks.drift_correction()
        tasks.hourly_aggregation()
        late = CountReset.objects.get(area_id=area.pk, at=utc("2026-06-09T03:00"))
        assert (late.before, late.after) == (5, 0)
        assert LiveCount.objects.get(area_id=area.pk).count == 9, "who came since stays counted"
        assert figures(site) == rebuilt(site, utc("2026-06-07"), utc("2026-06-10"))
    with time_machine.travel(utc("2026-06-10T03:00:02"), tick=False):
        tasks.drift_correction()
    resets = CountReset.objects.filter(area_id=area.pk).order_by("at")
    assert [f"{row.at:%d %H:%M}" for row in resets] == ["08 03:00", "09 03:00", "10 03:00"]


def test_a_place_that_never_empties_has_no_reset() -> None:
    site = default_site()
    area = make_area(site)
    Area.objects.filter(pk=area.pk).update(reset_by="never")
    with time_machine.travel(utc("2026-06-10T02:00"), tick=False):
        one(site, utc("2026-06-10T01:00"), 5, area.pk)
    with time_machine.travel(utc("2026-06-10T03:00:05"), tick=False):
        tasks.drift_correction()
        assert services.correct_drift(site=site)["cameras_reset"] == 0
    assert LiveCount.objects.get(area_id=area.pk).count == 5


def test_a_switched_off_bell_leaves_late_rows_alone() -> None:
    site = default_site()
    PeriodicTask.objects.filter(name="occupancy_hourly_aggregation").update(enabled=False)
    with time_machine.travel(utc("2026-06-10T12:00"), tick=False):
        one(site, utc("2026-06-10T10:40"), 9)
        services.sweep()
        tasks.hourly_aggregation()
    assert not OccupancyDailyAggregate.objects.filter(site=site).exists()


def test_the_bells_are_there_by_the_guides_names() -> None:
    found = PeriodicTask.objects.filter(name__startswith="occupancy_").select_related("crontab")
    assert {row.name: (row.task, row.enabled) for row in found} == {
        "occupancy_hourly_aggregation": ("occupancy.hourly_aggregation", True),
        "occupancy_drift_correction": ("occupancy.drift_correction", True),
        "occupancy_monthly_aggregation": ("occupancy.monthly_aggregation", True),
    }
