"""A worker's database connections: kept from task to task, as the web keeps them between requests.

Celery closes them before and after each task unless CELERY_DB_REUSE_MAX tells it not to; opening one
anew costs more than most tasks ask of it.
"""

from __future__ import annotations

from typing import Any

from celery.signals import task_prerun
from django.db import close_old_connections


def connect() -> None:
    """Look at the connections before each task. Safe to repeat."""
    task_prerun.connect(_let_go_of_old, dispatch_uid="factory.core.kept_connections")


def _let_go_of_old(sender: Any, **_facts: Any) -> None:
    """Close what is broken or older than CONN_MAX_AGE; what stays is asked whether it still answers
    (CONN_HEALTH_CHECKS) before the task uses it.
    """
    if not sender.request.is_eager:
        close_old_connections()
