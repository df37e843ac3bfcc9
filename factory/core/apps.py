"""The ground as a Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "factory.core"
    label = "core"
    verbose_name = "Accounts and jobs"

    def ready(self) -> None:
        # Models exist only now, so what touches them cannot be imported above.
        import_module("factory.core.checks")
        if settings.TASKS_APP:
            # Without this, `.delay` would talk to Celery's default app.
            import_module(settings.TASKS_APP)
            import_module("factory.core.heartbeats").connect()
            import_module("factory.core.kept_connections").connect()
