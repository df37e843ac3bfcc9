"""Beat rings and the ledger runs what is due, once: with two beats, after a beat that was down."""

from __future__ import annotations

import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from factory.conf.celery import VISIBILITY_SECONDS
from tests.patience import patient
from tests.system.house import House
from tests.system.kinds import LEASE, SLOW_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.both]
SLACK_SECONDS = 10
"""A worker's start and the bell's pace, on a busy machine."""
BELL = """
from django_celery_beat.models import IntervalSchedule, PeriodicTask
every, _ = IntervalSchedule.objects.get_or_create(every=2, period="seconds")
for kind in ("test.minute", "test.slow"):
    PeriodicTask.objects.create(name=kind.replace(".", "_"), interval=every, task="core.work_due",
        args=json.dumps([kind]), expire_seconds=2)
answer = None
"""
EFFECTS = """
from factory.core.models import Job
answer = [job.params["start"] for job in Job.objects.filter(kind="effect of {kind}")]
"""
DOWN_SINCE = """
from datetime import datetime, timedelta, UTC
from factory.core.models import PeriodRun
end = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=7)
PeriodRun.objects.create(kind="test.minute", scope="all", state="done",
    period_start=end - timedelta(minutes=1), period_end=end)
answer = end.isoformat()
"""
WAITING = """
from datetime import datetime, timedelta, UTC
from factory.core.models import PeriodRun
end = datetime.now(UTC).replace(second=0, microsecond=0)
run = PeriodRun.objects.create(kind="test.slow", scope="all",
    period_start=end - timedelta(minutes=1), period_end=end)
answer = run.pk
"""
LATER = """
from celery import current_app
current_app.send_task("core.work_due", ["test.slow"], countdown=15)
answer = None
"""
RUN = """
from factory.core.models import PeriodRun
run = PeriodRun.objects.get(kind="test.slow")
answer = [run.state, run.attempts]
"""


def test_two_beats_and_two_workers_after_a_beat_that_was_down(house: House) -> None:
    house.ask(BELL)
    first = datetime.fromisoformat(house.ask(DOWN_SINCE))
    for name in ("one", "two"):
        house.worker(name)
        house.beat()
    # Long enough for everything missed, and for the next minute to close as well.
    house.until(lambda: len(house.ask(EFFECTS.format(kind="test.minute"))) >= 7, seconds=60)
    time.sleep(60 - datetime.now(UTC).second + 8)
    starts = Counter(house.ask(EFFECTS.format(kind="test.minute")))
    assert set(starts.values()) == {1}, "each period once"
    moments = sorted(datetime.fromisoformat(start) for start in starts)
    assert moments[0] == first, "the oldest missed one"
    assert len(moments) >= 8
    assert all(b - a == timedelta(minutes=1) for a, b in pairwise(moments))


def test_kill_9_of_the_worker_in_mid_task(house: House) -> None:
    house.ask(BELL)
    house.ask(WAITING)
    house.beat()
    worker = house.worker()
    house.until(lambda: house.ask(RUN) == ["running", 1])
    house.kill(worker)
    assert house.ask(EFFECTS.format(kind="test.slow")) == []
    house.worker("next")
    seconds = house.until(lambda: house.ask(RUN) == ["done", 2], seconds=60)
    assert seconds < LEASE.total_seconds() + SLOW_SECONDS + SLACK_SECONDS
    assert len(house.ask(EFFECTS.format(kind="test.slow"))) == 1


def test_a_worker_that_is_asked_to_stop_ends_its_task_first(house: House) -> None:
    house.ask(BELL)
    house.ask(WAITING)
    house.beat()
    worker = house.worker()
    house.until(lambda: house.ask(RUN) == ["running", 1])
    worker.send_signal(signal.SIGQUIT)
    worker.wait(patient(30))
    assert house.ask(RUN) == ["done", 1]
    assert len(house.ask(EFFECTS.format(kind="test.slow"))) == 1


def test_a_worker_that_stops_gives_back_what_waits_for_its_time(house: House) -> None:
    house.ask(WAITING)
    house.ask(LATER)
    worker = house.worker()
    with house.ground.redis() as broker:
        house.until(
            lambda: house.ground.waiting("maintenance") == 0 and broker.hlen("unacked") == 1
        )
    worker.send_signal(signal.SIGQUIT)
    worker.wait(patient(30))
    assert house.ask(RUN) == ["pending", 0]
    house.worker("next")
    # Long before the broker itself would think of it.
    house.until(lambda: house.ask(RUN)[1] == 1, seconds=VISIBILITY_SECONDS / 3)


def test_a_broker_that_lost_everything_loses_nothing(house: House) -> None:
    house.ask(WAITING)
    house.ask("from factory.core.ring import ring\nring('core.work_due', 'test.slow')\nanswer = 0")
    assert house.ground.waiting("maintenance") == 1
    with house.ground.redis() as broker:
        broker.flushall()
    house.ask(BELL)
    house.beat()
    house.worker()
    house.until(lambda: house.ask(RUN) == ["done", 1], seconds=60)
