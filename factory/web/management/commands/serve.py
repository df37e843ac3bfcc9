"""``manage.py serve``: the web process."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from factory.web.server import serve


class Command(BaseCommand):
    help = "Serve pages, the API, live pictures and events on one port, until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="default: HOST (%(default)s)")
        parser.add_argument(
            "--port", type=int, default=settings.PORT, help="default: PORT (%(default)s)"
        )

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        self.stdout.write(f"Factory AI is at http://{host}:{port}/")
        try:
            serve(host, port)
        except OSError as error:
            raise CommandError(f"{host}:{port} cannot be listened on: {error.strerror}") from error
