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
def recheck(*pks: int) -> None:
    services.run_rechecks(pks=pks)


@shared_task(name="vehicles.pictures", base=RetryingTask)
def pictures() -> None:
    services.keep_pictures()
