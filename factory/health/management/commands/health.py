"""``manage.py health``: what ``/api/health`` says, for scripts, and for a container of one process."""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from factory.core import clock
from factory.core.heartbeats import fresh
from factory.health.panel import Panel
from factory.health.probes import probes
from factory.health.verdict import report

PATIENCE_SECONDS = 5.0


class Command(BaseCommand):
    help = (
        "Says which parts of the product are up. With --here it asks instead whether this host's own"
        " process of that name has written a heartbeat lately: a container's health check."
        " Ends with 1 where something is down."
    )
    # A health check that does not start says nothing about health.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--here", metavar="NAME", help="worker, faces, maintenance, beat or cameras"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["here"]:
            sys.exit(self._here(options["here"]))
        told = report(Panel(probes(), PATIENCE_SECONDS).look(), clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self._print(told)
        sys.exit(told["status"] != "healthy")

    def _here(self, name: str) -> bool:
        """Return whether it is down: an exit code."""
        wanted = f"{name}@{socket.gethostname()}"
        # Some are followed by a process's number, after a sign that ends the host's name.
        found = any(
            one == wanted or one.startswith((f"{wanted}.", f"{wanted}-")) for one in fresh()
        )
        self.stdout.write(f"{wanted}: {'up' if found else 'no heartbeat lately'}")
        return not found

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(told["status"])
        for name, service in told["services"].items():
            self.stdout.write(f"  {name:<20} {service['status']:<5} {service['detail']}".rstrip())
