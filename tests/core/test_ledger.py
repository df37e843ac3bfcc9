"""The ledger: what is due is worked once, whatever the bells do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from factory.core import ledger
from factory.core.leases import State
from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.models import PeriodRun
from factory.core.periods import EveryMinutes, Period
from factory.core.tasks import work_due

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ZONE = ZoneInfo("UTC")
worked: list[tuple[str, Period]] = []


def run(scope: str, period: Period) -> Result:
    worked.append((scope, period))
    return {"rows": 1}


MINUTE = PeriodKind(
    name="test.minute",
    title="Test minute",
    bell="test_minute",
    scopes=lambda: [Scope("all", None, ZONE, EveryMinutes(1))],
    run=run,
)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    worked.clear()
    with patch.object(ledger, "kinds", lambda: {MINUTE.name: MINUTE}):
        yield


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-10T{text}+00:00")


def ring_at(text: str) -> None:
    with time_machine.travel(at(text), tick=False):
        work_due(MINUTE.name)


def test_a_closed_period_is_worked() -> None:
    ring_at("10:00:05")
    assert [period.end for _, period in worked] == [at("10:00:00")]
    row = PeriodRun.objects.get()
    assert (row.state, row.attempts, row.result) == (State.DONE, 1, {"rows": 1})


@pytest.mark.parametrize(
    "bells",
    [
        pytest.param(["10:00:05", "10:00:06", "10:00:07"], id="three at once"),
        pytest.param(["10:00:05", "10:03:05"], id="beat was down for two"),
        pytest.param(["10:00:59", "10:01:00", "10:02:30", "10:03:00"], id="early and late"),
    ],
)
def test_each_period_once_whatever_the_bells_do(bells: list[str]) -> None:
    for bell in bells:
        ring_at(bell)
    ends = [period.end for _, period in worked]
    last = at(bells[-1]).replace(second=0)
    minutes = int((last - at("10:00:00")).total_seconds() // 60)
    assert ends == [at("10:00:00") + timedelta(minutes=n) for n in range(minutes + 1)]


def test_a_bell_that_is_switched_off_opens_nothing() -> None:
    every, _ = IntervalSchedule.objects.get_or_create(every=1, period="minutes")
    bell = PeriodicTask.objects.create(name="test_minute", interval=every, enabled=False)
    ring_at("10:00:05")
    assert worked == []
    bell.enabled = True
    bell.save()
    ring_at("10:00:08")
    assert len(worked) == 1


def test_what_was_opened_before_the_switch_waits_until_it_is_on_again() -> None:
    with time_machine.travel(at("10:00:05"), tick=False):
        ledger.open_due(MINUTE)
    every, _ = IntervalSchedule.objects.get_or_create(every=1, period="minutes")
    bell = PeriodicTask.objects.create(name="test_minute", interval=every, enabled=False)
    with time_machine.travel(at("10:00:08"), tick=False), patch.object(ledger, "ring") as rung:
        ledger.sweep()
        assert ledger.work_due(MINUTE) == 0
    assert (worked, PeriodRun.objects.get().attempts, rung.call_count) == ([], 0, 0)
    bell.enabled = True
    bell.save()
    ring_at("10:00:10")
    assert [period.end for _, period in worked] == [at("10:00:00")]


def test_a_failure_is_kept_and_tried_again_later() -> None:
    def fail(_scope: str, _period: Period) -> Result:
        raise RuntimeError("the disk is full")

    with patch.object(ledger, "kinds", lambda: {MINUTE.name: replace(MINUTE, run=fail)}):
        ring_at("10:00:05")
    row = PeriodRun.objects.get()
    assert (row.state, row.finished_at) == (State.PENDING, None)
    assert row.failure == "RuntimeError: the disk is full"
    ring_at("10:00:10")
    assert worked == [], "held back after the failure"
    ring_at("10:00:50")
    assert len(worked) == 1


def test_after_the_last_attempt_it_has_failed_for_good() -> None:
    def fail(_scope: str, _period: Period) -> Result:
        raise RuntimeError("no")

    with patch.object(
        ledger, "kinds", lambda: {MINUTE.name: replace(MINUTE, run=fail, most_attempts=1)}
    ):
        ring_at("10:00:05")
    assert PeriodRun.objects.get().state == State.FAILED


def test_what_a_dead_worker_left_is_taken_when_its_lease_ends() -> None:
    with time_machine.travel(at("10:00:05"), tick=False):
        ledger.open_due(MINUTE)
        assert PeriodRun.objects.claim(PeriodRun.objects.get().pk, lease=MINUTE.lease)
    ring_at("10:00:50")
    assert worked == []
    ring_at("10:01:40")
    assert [period.end for _, period in worked] == [at("10:00:00"), at("10:01:00")]
    assert PeriodRun.objects.order_by("period_end")[0].attempts == 2


def test_the_effect_of_a_worker_that_lost_its_lease_is_rolled_back() -> None:
    def slow(scope: str, period: Period) -> Result:
        PeriodRun.objects.create(
            kind="effect", scope=scope, period_start=period.start, period_end=period.end
        )
        PeriodRun.objects.filter(kind=MINUTE.name).update(claim_token=None)
        return {}

    with time_machine.travel(at("10:00:05"), tick=False):
        ledger.open_due(MINUTE)
        assert not ledger.run_one(replace(MINUTE, run=slow), PeriodRun.objects.get().pk)
    assert not PeriodRun.objects.filter(kind="effect").exists()


def test_a_task_begins_no_run_past_its_time_and_rings_for_the_rest() -> None:
    ring_at("10:00:05")
    worked.clear()
    with time_machine.travel(at("10:03:05"), tick=False):
        assert ledger.open_due(MINUTE) == 3
        with patch.object(ledger, "ring") as rung:
            for left in (2, 1, 0):
                assert ledger.work_due(MINUTE, budget=0) == 1
                assert rung.call_count == min(3 - left, 2), (
                    "the last one leaves nothing to ring for"
                )
    rung.assert_called_with("core.work_due", MINUTE.name)
    assert [period.end for _, period in worked] == [at(f"10:0{n}:00") for n in (1, 2, 3)]


def test_the_sweep_gives_up_on_a_poisonous_row_and_rings_for_the_rest() -> None:
    with time_machine.travel(at("10:00:05"), tick=False):
        ledger.open_due(MINUTE)
        row = PeriodRun.objects.get()
        PeriodRun.objects.update(
            state=State.RUNNING, attempts=MINUTE.most_attempts, lease_until=at("09:00:00")
        )
    with time_machine.travel(at("10:01:05"), tick=False), patch.object(ledger, "ring") as rung:
        ledger.sweep()
    row.refresh_from_db()
    assert row.state == State.FAILED
    rung.assert_called_once_with("core.work_due", MINUTE.name)


def test_a_kind_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def lost() -> list[Scope]:
        raise LookupError("no site")

    broken = replace(MINUTE, name="test.broken", title="Test broken", scopes=lost)
    both = {kind.name: kind for kind in (broken, MINUTE)}
    with (
        time_machine.travel(at("10:00:05"), tick=False),
        patch.object(ledger, "kinds", lambda: both),
        patch.object(ledger, "ring") as rung,
    ):
        ledger.sweep()
    rung.assert_called_once_with("core.work_due", MINUTE.name)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "❌ the schedule Test broken could not be looked at"
    ]


def test_the_sweep_rings_at_once_for_what_it_has_opened() -> None:
    # The clock goes on between its look and the row, as it does in life.
    with time_machine.travel(at("10:00:05"), tick=True), patch.object(ledger, "ring") as rung:
        ledger.sweep()
    assert PeriodRun.objects.get().state == State.PENDING
    rung.assert_called_once_with("core.work_due", MINUTE.name)
