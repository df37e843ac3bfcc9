"""Beat's rows as the bells of schedules: whether one rings, and when."""

from __future__ import annotations

from typing import Any

from django_celery_beat.models import PeriodicTask

from factory.core.ledger import PeriodKind

CRON_FIELDS = (
    ("month", "month_of_year"),
    ("day", "day_of_month"),
    ("day_of_week", "day_of_week"),
    ("hour", "hour"),
    ("minute", "minute"),
)


def bell_of(kind: PeriodKind) -> Any:
    """Return the beat row that rings for a kind; None where only the minute's sweep does."""
    return PeriodicTask.objects.filter(name=kind.bell).select_related("crontab").first()


def rings(bell: Any) -> bool:
    """Return whether a bell is switched on."""
    return bell is None or bool(bell.enabled)


def trigger_text(bell: Any) -> str:
    """Return what rings for a schedule, such as ``cron[minute=0]``."""
    if bell is None or bell.crontab is None:
        return "sweep[every minute]"
    parts = [(name, getattr(bell.crontab, field)) for name, field in CRON_FIELDS]
    return f"cron[{', '.join(f'{name}={value}' for name, value in parts if value != '*')}]"
