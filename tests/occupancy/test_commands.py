"""The commands: what they print, and what a script can rely on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services, tasks
from occupancy.aggregation import Done, chunks
from occupancy.counts import Reading
from occupancy.models import CountReset, LiveCount, OccupancyDailyAggregate
from tests.builders import default_site, make_site
from tests.occupancy.builders import make_area, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:10:00")


def run(*args: str, **options: Any) -> str:
    out = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command(*args, stdout=out, **options)
    return out.getvalue()


def counted(area_id: int = 0) -> None:
    for text in ("2026-06-09T10:00", "2026-06-10T11:30"):
        readings = [Reading(1, area_id, utc(text), None, 3, 1)]
        services.record_logs(site=default_site(), readings=readings, now=NOW)


def test_aggregate_the_last_hour() -> None:
    counted()
    result = json.loads(run("aggregate_occupancy", "--json"))
    assert (result["hour"], result["records_processed"]) == (11, 1)


def test_aggregate_an_hour_of_another_sites_clock() -> None:
    site = make_site(name="Pune", time_zone="Asia/Kolkata")
    readings = [Reading(1, 0, utc("2026-06-10T09:00"), 3)]
    services.record_logs(site=site, readings=readings, now=NOW)
    out = run("aggregate_occupancy", "--site", "Pune", "--hour", "2026-06-10T14:15")
    assert "hour 14, " in out
    assert "records_processed 1" in out


def test_aggregate_the_last_month() -> None:
    assert "month 2026-05-01" in run("aggregate_occupancy", "--month")


def test_rebuild() -> None:
    counted()
    LiveCount.objects.update(count=77)
    out = run("rebuild_occupancy", "--from", "2026-06-09", "--to", "2026-06-10")
    assert out == "2 readings in 2 hours of cameras\n"
    assert OccupancyDailyAggregate.objects.count() == 2
    assert LiveCount.objects.get().count == 4


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        pytest.param("1900-01-01", "2200-01-01", 4, id="from a day before the first to tomorrow"),
        pytest.param("2026-06-09", "2026-06-09", 1, id="within them"),
        pytest.param("1900-01-01", "1900-12-31", 0, id="nothing was read then"),
    ],
)
def test_rebuild_looks_at_days_with_readings_only(
    first: str, last: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted()
    seen: list[Period] = []

    def rebuild(*, site: Site, period: Period) -> Iterator[Done]:
        seen.extend(chunks(period, site.zone))
        yield Done()

    monkeypatch.setattr(services, "rebuild", rebuild)
    run("rebuild_occupancy", "--from", first, "--to", last)
    assert len(seen) == days


def test_rebuild_where_nothing_was_ever_read() -> None:
    out = run("rebuild_occupancy", "--from", "2026-06-09", "--to", "2026-06-10")
    assert out == "0 readings in 0 hours of cameras\n"


def test_correct_drift_dry_and_for_real() -> None:
    area = make_area(default_site(), name="Hall")
    counted(area.pk)
    assert run("correct_drift", "--dry-run") == "1 cameras would be reset\n"
    assert not CountReset.objects.exists()
    assert run("correct_drift", "--area", "Hall", "--at", "2026-06-10T03:00") == "1 cameras reset\n"
    assert LiveCount.objects.get().count == 2


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["aggregate_occupancy", "--hour", "2026-06-10T12:00"], id="not over"),
        pytest.param(["aggregate_occupancy", "--hour", "noon"], id="no time"),
        pytest.param(["aggregate_occupancy", "--site", "Nowhere"], id="no site"),
        pytest.param(["correct_drift", "--area", "Nowhere"], id="no area"),
        pytest.param(["correct_drift", "--at", "2027-01-01T00:00"], id="not yet"),
        pytest.param(
            ["rebuild_occupancy", "--from", "2026-06-02", "--to", "2026-06-01"], id="back"
        ),
        pytest.param(["rebuild_occupancy", "--from", "June", "--to", "2026-06-01"], id="no date"),
    ],
)
def test_arguments_that_are_refused(args: list[str]) -> None:
    with pytest.raises(CommandError):
        run(*args)


def test_schedules_say_what_is_next_and_what_was_missed() -> None:
    default_site()
    with time_machine.travel(utc("2026-06-10T09:00:05"), tick=False):
        tasks.hourly_aggregation()
    out = StringIO()
    with time_machine.travel(NOW, tick=False), pytest.raises(SystemExit) as left:
        call_command("schedules", stdout=out)
    assert left.value.code == 1
    row = next(line for line in out.getvalue().splitlines() if "Hourly Occupancy" in line)
    assert "2026-06-10 13:00 UTC" in row
    assert "2026-06-10 09:00 UTC" in row


def test_schedules_as_json() -> None:
    default_site()
    rows = json.loads(run("schedules", "--json"))
    hourly = next(row for row in rows if row["kind"] == "occupancy.hourly")
    assert (hourly["missed"], hourly["trigger"], hourly["last_run"]) == (0, "cron[minute=0]", None)
    assert hourly["next_run"] == "2026-06-10T13:00:00+00:00"
