"""Celery's side of vehicles: reads that wait, the look back after a block, pictures of events."""

from __future__ import annotations

from celery import shared_task

from factory.core.tasks import RetryingTask
from vehicles import services


@shared_task(name="vehicles.check_plate", base=RetryingTask)
def check_plate(*pks: int) -> None:
    for pk in pks:
        services.check_read(pk=pk)


@shared_task(name="vehicles.recheck", base=RetryingTask)
def recheck(pk: int) -> None:
    services.run_recheck(pk=pk)


@shared_task(name="vehicles.picture", base=RetryingTask)
def picture(event_id: int) -> None:
    services.keep_picture(event_id=event_id)
