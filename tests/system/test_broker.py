"""A frozen or dead broker slows no request by more than half a second, and nothing is lost."""

from __future__ import annotations

import json
import signal
import time
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.system.house import House

pytestmark = [pytest.mark.slow, pytest.mark.both]
SLOWED_SECONDS = 0.5
OPERATOR = """
from factory.core.models import User
from knox.models import AuthToken
from factory.sites.services import ensure_default_site
ensure_default_site(name="Main site", time_zone="UTC")
answer = AuthToken.objects.create(User.objects.create_superuser("operator"))[1]
"""
QUICK_SWEEP = """
from django_celery_beat.models import IntervalSchedule, PeriodicTask
every, _ = IntervalSchedule.objects.get_or_create(every=2, period="seconds")
PeriodicTask.objects.filter(task="core.sweep").update(interval=every, expire_seconds=2)
answer = None
"""
STATES = """
from factory.core.models import Job
mine = Job.objects.filter(kind="occupancy.aggregate_hour")
answer = sorted(mine.values_list("state", flat=True))
"""
"""Of what the callers started: each minute the tests' own schedule leaves a job too."""


class Caller:
    """Asks for a job to be started, as the guide's call does, without waiting for its end."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Prefer": "respond-async",
            "Content-Type": "application/json",
        }

    def start_job(self) -> float:
        """Start one and return how long the answer took, in seconds."""
        began = time.monotonic()
        line = HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            path = "/api/v1/occupancy/trigger-aggregation"
            line.request("POST", path, b"{}", self._headers)
            answer = line.getresponse()
            body: Any = json.loads(answer.read())
        finally:
            line.close()
        assert answer.status == 202, body
        return time.monotonic() - began

    def answers(self) -> bool:
        try:
            self.start_job()
        except OSError:
            return False
        return True


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL], ids=["frozen", "dead"])
def test_a_broker_that_does_not_answer(house: House, number: signal.Signals) -> None:
    caller = Caller(house.web(), house.ask(OPERATOR))
    house.ask(QUICK_SWEEP)
    house.until(caller.answers)
    usual = max(caller.start_job() for _ in range(5))
    house.ground.signal_broker(number)
    slowed = [caller.start_job() for _ in range(4)]
    assert max(slowed) < usual + SLOWED_SECONDS, (usual, slowed)
    rung = len(house.ask(STATES))
    if number == signal.SIGKILL:
        house.ground.start_broker()
    else:
        house.ground.signal_broker(signal.SIGCONT)
    house.worker()
    house.beat()
    house.until(lambda: house.ask(STATES) == ["done"] * rung, seconds=60)


def test_a_worker_outlives_its_broker(house: House) -> None:
    """The broker goes while a task runs and comes back: the same worker works on."""
    caller = Caller(house.web(), house.ask(OPERATOR))
    house.ask(QUICK_SWEEP)
    worker = house.worker()
    house.beat()
    house.until(caller.answers)
    house.until(lambda: "done" in house.ask(STATES))
    assert house.ground.broker is not None
    house.kill(house.ground.broker)
    caller.start_job()
    house.ground.start_broker()
    house.until(lambda: set(house.ask(STATES)) == {"done"}, seconds=60)
    assert worker.poll() is None
