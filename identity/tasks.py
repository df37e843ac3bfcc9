"""Identity's Celery tasks: an id in, one service call; Celery waits between tries, not a worker."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from factory.core.tasks import RetryingTask
from identity import services

LATER_SECONDS = 0.05
"""A row is put back until a moment; its ring must not come before that moment."""


@shared_task(name="identity.search_sighting", bind=True, max_retries=None)
def search_sighting(self: Any, pk: int) -> None:
    """Search one sighting; the row counts the tries."""
    _again(self, services.search_sighting(pk))


@shared_task(name="identity.enrol_photo", bind=True, max_retries=None)
def enrol_photo(self: Any, pk: int) -> None:
    """Enrol one photo; the row counts the tries."""
    _again(self, services.enrol_photo(pk))


def _again(task: Any, delay: float | None) -> None:
    if delay is not None:
        raise task.retry(countdown=delay + LATER_SECONDS)


@shared_task(name="identity.erase_face", base=RetryingTask)
def erase_face(pk: int) -> None:
    """Go on with an erasure; the minute's sweep rings again for one that could not finish."""
    services.carry_out_erasure(pk)


@shared_task(name="identity.group_sighting", base=RetryingTask)
def group_sighting(pk: int) -> None:
    """Put a face that nobody has named with others like it."""
    services.group_sighting(pk)
