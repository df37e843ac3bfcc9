"""``manage.py run``: the whole product on this machine, under one supervisor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from factory.core.models import User
from factory.hosts import reached_at
from factory.ops.processes import process_specs
from factory.supervisor import preflight, run

NOBODY = (
    "Nobody can sign in yet: .venv/bin/python manage.py createsuperuser makes the first account."
)


class Command(BaseCommand):
    help = (
        "Starts web, workers, beat and cameras together (and the embedded Valkey, unless REDIS_URL"
        " is set), restarts what dies, and stops all at Ctrl-C."
    )
    # Checks look at the database, which may not be migrated yet.
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        problem = preflight.python_problem(sys.version_info[:2]) or preflight.port_problem(
            settings.HOST, settings.PORT
        )
        if problem:
            raise CommandError(problem)
        data_dir = Path(settings.DATA_DIR)
        sys.exit(run(process_specs(), data_dir=data_dir, log=sys.stdout, prepare=self._prepare))

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("seed_demo", stdout=self.stdout)
        self.stdout.write(f"Factory AI: http://{reached_at(settings.HOST)}:{settings.PORT}/")
        if not settings.DEMO and not User.objects.exists():
            self.stdout.write(NOBODY)
        self.stdout.flush()
        connections.close_all()
