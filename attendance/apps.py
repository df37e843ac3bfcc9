"""The app ``attendance``, for Django."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string


def make_functions(*, using: str, plan: Any = (), **_signal: Any) -> None:
    """After the tables, the functions that use them; not where a migration was undone."""
    if not any(backwards for _, backwards in plan):
        for maker in ("selectors.door_sql.make_door", "services.keeping.make_keeper"):
            import_string(f"attendance.{maker}")(connections[using])


class AttendanceConfig(AppConfig):
    name = "attendance"
    verbose_name = "Attendance"

    def ready(self) -> None:
        post_migrate.connect(make_functions, sender=self)
        import_module("attendance.hearing")
