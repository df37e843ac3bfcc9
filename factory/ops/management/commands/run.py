"""``manage.py run``: the whole product on this machine, under one supervisor."""

from __future__ import annotations

import os
import shlex
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

OTHERS_NOTHING = 0o027
"""The umask of the systemd units too: faces and names are no business of a host's other accounts."""


def first_account(data_dir: Path, usual: Path) -> str:
    """Return the sentence for an installation without users; another DATA_DIR has to be typed again."""
    told = "" if data_dir == usual else f"DATA_DIR={shlex.quote(str(data_dir))} "
    command = f"{told}.venv/bin/python manage.py createsuperuser"
    return f"Nobody can sign in yet: {command} makes the first account."


def _check_port() -> None:
    """Raise CommandError, with what to do, where nothing can listen on PORT."""
    problem = preflight.port_problem(settings.HOST, settings.PORT)
    if problem:
        raise CommandError(problem)


class Command(BaseCommand):
    help = (
        "Starts web, workers, beat and cameras together (and the embedded Valkey, unless REDIS_URL"
        " is set), restarts what dies, and stops all at Ctrl-C."
    )
    # Checks look at the database, which may not be migrated yet.
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        problem = preflight.python_problem(sys.version_info[:2])
        if problem:
            raise CommandError(problem)
        _check_port()
        os.umask(OTHERS_NOTHING)
        data_dir = Path(settings.DATA_DIR)
        sys.exit(run(process_specs(), data_dir=data_dir, log=sys.stdout, prepare=self._prepare))

    def _prepare(self) -> None:
        # Said at once: the first time it takes a while.
        self._say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("seed_demo", stdout=self.stdout)
        # Somebody may have taken it while this took its minutes; web would be restarted for ever.
        _check_port()
        self._say(f"Factory AI: http://{reached_at(settings.HOST)}:{settings.PORT}/")
        if not settings.DEMO and not User.objects.exists():
            self._say(first_account(Path(settings.DATA_DIR), settings.BASE_DIR / "data"))
        connections.close_all()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
