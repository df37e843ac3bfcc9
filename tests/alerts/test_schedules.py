"""Alerts about the schedule: failed for good, late, over, and resolved by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from factory.alerts import schedules
from factory.alerts.models import Alert
from factory.alerts.services import resolve
from factory.core import clock, ledger
from factory.core.leases import State
from factory.core.models import PeriodRun
from factory.sites.models import Site
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def run(site: Site | None, state: str, *, ended: timedelta, kind: str = "hourly") -> PeriodRun:
    """Return a run whose period ended so long ago; a failed one failed a moment after that."""
    end = clock.now() - ended
    row: PeriodRun = PeriodRun.objects.create(
        kind=kind,
        scope=f"site:{site.pk}" if site else "all",
        site_id=site.pk if site else None,
        period_start=end - HOUR,
        period_end=end,
        created_at=end,
        state=state,
        finished_at=end + timedelta(seconds=1) if state == State.FAILED else None,
        failure="ValueError: no rows" if state == State.FAILED else "",
    )
    return row


def open_alerts() -> list[tuple[str, int, int]]:
    found = Alert.objects.filter(resolved_at__isnull=True).order_by("kind", "site")
    return list(found.values_list("kind", "site_id", "count"))


@pytest.mark.parametrize(
    ("state", "ended", "expected"),
    [
        (State.FAILED, timedelta(minutes=1), schedules.FAILED),
        (State.PENDING, timedelta(minutes=16), schedules.LATE),
        (State.RUNNING, timedelta(minutes=16), schedules.LATE),
        (State.PENDING, timedelta(minutes=14), None),
        (State.RUNNING, timedelta(minutes=14), None),
        (State.DONE, HOUR, None),
        (State.FAILED, timedelta(days=41), None),
    ],
)
def test_what_is_a_trouble(state: str, ended: timedelta, expected: str | None) -> None:
    site = default_site()
    run(site, state, ended=ended)
    schedules.sweep()
    assert open_alerts() == ([(expected, site.pk, 1)] if expected else [])


def test_what_waits_for_a_switched_off_schedule_is_not_late() -> None:
    site, (name, kind) = default_site(), next(iter(ledger.kinds().items()))
    every, _ = IntervalSchedule.objects.get_or_create(every=1, period="minutes")
    off = {"interval": every, "crontab": None, "enabled": False}
    PeriodicTask.objects.update_or_create(name=kind.bell, defaults=off)
    run(site, State.PENDING, ended=HOUR, kind=name)
    schedules.sweep()
    assert open_alerts() == []
    PeriodicTask.objects.filter(name=kind.bell).update(enabled=True)
    schedules.sweep()
    assert open_alerts() == [(schedules.LATE, site.pk, 1)]


def test_it_is_told_once_while_it_lasts_and_counted_when_it_gets_worse() -> None:
    site = default_site()
    run(site, State.FAILED, ended=3 * HOUR)
    schedules.sweep()
    schedules.sweep()
    assert open_alerts() == [(schedules.FAILED, site.pk, 1)]
    PeriodRun.objects.filter(pk=run(site, State.FAILED, ended=2 * HOUR).pk).update(
        finished_at=clock.now() + timedelta(seconds=1)
    )
    schedules.sweep()
    assert open_alerts() == [(schedules.FAILED, site.pk, 2)]


def test_a_backlog_is_one_alert_for_each_schedule_and_site() -> None:
    here, there = default_site(), make_site()
    for hours in range(1, 25):
        run(here, State.PENDING, ended=hours * HOUR)
    run(there, State.PENDING, ended=HOUR)
    schedules.sweep()
    assert open_alerts() == [(schedules.LATE, here.pk, 1), (schedules.LATE, there.pk, 1)]


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED])
def test_it_is_resolved_when_the_run_is_done(state: str) -> None:
    row = run(default_site(), state, ended=HOUR)
    schedules.sweep()
    PeriodRun.objects.filter(pk=row.pk).update(state=State.DONE)
    schedules.sweep()
    assert open_alerts() == []
    assert Alert.objects.count() == 1


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED])
def test_what_somebody_resolved_stays_resolved(state: str) -> None:
    site = default_site()
    run(site, state, ended=HOUR)
    schedules.sweep()
    resolve(alert=Alert.objects.get(), who=make_user((site, "manager")))
    schedules.sweep()
    assert open_alerts() == []
    assert Alert.objects.count() == 1


def test_a_schedule_of_no_site_is_told_at_the_default_one() -> None:
    site = default_site()
    make_site()
    run(None, State.FAILED, ended=HOUR)
    schedules.sweep()
    assert open_alerts() == [(schedules.FAILED, site.pk, 1)]


def test_what_was_written_down_just_now_is_not_late() -> None:
    row = run(default_site(), State.PENDING, ended=20 * HOUR)
    PeriodRun.objects.filter(pk=row.pk).update(created_at=clock.now())
    schedules.sweep()
    assert open_alerts() == []
