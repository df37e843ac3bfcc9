"""Celery's side of occupancy: the three bells, and readings that came late."""

from __future__ import annotations

from celery import shared_task

from factory.core.tasks import RetryingTask, work_due
from occupancy import services
from occupancy.periods import DRIFT, HOURLY, MONTHLY


@shared_task(name="occupancy.hourly_aggregation", base=RetryingTask)
def hourly_aggregation() -> None:
    work_due(HOURLY.name)


@shared_task(name="occupancy.drift_correction", base=RetryingTask)
def drift_correction() -> None:
    work_due(DRIFT.name)


@shared_task(name="occupancy.monthly_aggregation", base=RetryingTask)
def monthly_aggregation() -> None:
    work_due(MONTHLY.name)


@shared_task(name="occupancy.absorb_late", base=RetryingTask)
def absorb_late(site_id: int) -> None:
    services.absorb_late(site_id=site_id)
