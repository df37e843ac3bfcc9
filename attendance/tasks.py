"""Celery's side of attendance: the tick that takes decisions, and days derived behind the requests."""

from __future__ import annotations

from celery import shared_task

from attendance import services
from attendance.models import PayrollLock
from attendance.periods import DAYS
from factory.core.tasks import RetryingTask, work_due
from factory.sites.models import Site


@shared_task(name="attendance.take_decisions", base=RetryingTask)
def take_decisions() -> None:
    """Every ten seconds: what identity has decided becomes punches."""
    services.take_decisions()


@shared_task(name="attendance.derive_dirty_days", base=RetryingTask)
def derive_dirty_days() -> None:
    services.derive_dirty_days()


@shared_task(name="attendance.derive_due_days", base=RetryingTask)
def derive_due_days(site_id: int) -> None:
    services.derive_due_days(site=Site.objects.get(pk=site_id))


@shared_task(name="attendance.open_days", base=RetryingTask)
def open_days() -> None:
    """The bell at midnight: look at which sites a day has begun."""
    work_due(DAYS.name)


@shared_task(name="attendance.compare_lock", base=RetryingTask)
def compare_lock(lock_id: int) -> None:
    services.compare_lock(PayrollLock.objects.select_related("site").get(pk=lock_id))
