"""Celery's side of vehicles: reads that wait, the look back after a block, pictures of events."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import OperationalError

from factory.core.errors import TransientError
from factory.core.tasks import RetryingTask
from vehicles import services

logger = logging.getLogger(__name__)


@shared_task(name="vehicles.check_plate", base=RetryingTask)
def check_plate(*pks: int) -> None:
    """Decide on reads; one that fails holds up none after it, and the sweep tries it again."""
    for pk in pks:
        try:
            services.check_read(pk=pk)
        except (TransientError, OperationalError):
            raise
        except Exception:
            logger.exception("❌ read %s could not be checked", pk)


@shared_task(name="vehicles.recheck", base=RetryingTask)
def recheck(*pks: int) -> None:
    services.run_rechecks(pks=pks)


@shared_task(name="vehicles.pictures", base=RetryingTask)
def pictures() -> None:
    services.keep_pictures()
