"""What the clock rings for every few seconds waits neither behind a job nor behind a long list."""

from __future__ import annotations

import subprocess

import pytest
from celery import current_app
from django.conf import settings
from django_celery_beat.models import PeriodicTask
from kombu import Connection, Message
from pytest_django import DjangoCaptureOnCommitCallbacks

from factory.core.ring import ring

SHORT_SECONDS = 60


@pytest.mark.django_db
def test_a_short_tick_does_not_wait_in_the_queue_of_the_jobs() -> None:
    bells = PeriodicTask.objects.exclude(interval=None).select_related("interval")
    ticks = {
        bell.task for bell in bells if bell.interval.schedule.run_every.seconds <= SHORT_SECONDS
    }
    assert {"core.sweep", "attendance.take_decisions"} <= ticks
    route = current_app.amqp.router.route
    queues = {task: route({}, task)["queue"].name for task in [*ticks, "core.run_job"]}
    assert queues == dict.fromkeys(ticks, "gate") | {"core.run_job": "maintenance"}


@pytest.mark.redis
@pytest.mark.django_db
def test_a_tick_goes_before_all_that_waits_already(
    server: subprocess.Popen[bytes],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    del server
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(20):
            ring("vehicles.check_plate", number)
            ring("identity.search_sighting", number)
            ring("alerts.deliver", number)
        ring("attendance.take_decisions")
    served = first_served(21)
    assert served[0] == "attendance.take_decisions"
    # None of the others starves, whichever queue it is in.
    assert set(served[1:]) == {"vehicles.check_plate", "identity.search_sighting", "alerts.deliver"}


def first_served(count: int) -> list[str]:
    """Return the first tasks that a worker of the queues faces and gate is given."""
    names: list[str] = []

    def take(_body: object, message: Message) -> None:
        names.append(message.headers["task"])
        message.ack()

    queues = [current_app.amqp.queues[name] for name in ("faces", "gate")]
    with (
        Connection(settings.CELERY_BROKER_URL) as connection,
        connection.Consumer(queues, callbacks=[take], prefetch_count=1),
    ):
        while len(names) < count:
            connection.drain_events(timeout=5)
    return names
