"""Celery's side of alerts."""

from __future__ import annotations

from celery import shared_task

from factory.alerts import delivering
from factory.core.tasks import RetryingTask


@shared_task(name="alerts.deliver", base=RetryingTask)
def deliver(pk: int) -> None:
    """Carry one alert through one channel."""
    delivering.deliver(pk)
