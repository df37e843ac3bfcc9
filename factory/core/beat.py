"""django-celery-beat's scheduler with a heartbeat, and without its loss of what it failed to save."""

from __future__ import annotations

import logging
import os
import socket
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, close_old_connections
from django_celery_beat.schedulers import DatabaseScheduler

from factory.core.heartbeats import Pulse

logger = logging.getLogger(__name__)
BEAT = "beat@"


class LedgerScheduler(DatabaseScheduler):  # type: ignore[misc]  # published without types
    """Rings the bells. What is due, and that it is done once, is the ledger's business."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._pulse = Pulse()
        self._name = f"{BEAT}{socket.gethostname()}.{os.getpid()}"
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        self._pulse.beat(self._name)
        return float(super().tick(*args, **kwargs))

    def sync(self) -> None:
        """Save what ran, and keep what a database error left unsaved for the next time.

        Version 2.9.0 forgets it, reads the old last_run_at again and sends those tasks twice.
        """
        close_old_connections()
        for name in tuple(self._dirty):
            try:
                self._schedule[name].save()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("⚠️ beat could not save %s and will try again (%s)", name, error)
                return
            except (KeyError, ObjectDoesNotExist):
                logger.info("the schedule %s has been removed", name)
            self._dirty.discard(name)
