"""``manage.py flower``: Celery's monitor on loopback, behind a password of its own."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

NAME = "flower"


class Command(BaseCommand):
    help = "Starts Flower; name and password are printed and kept under DATA_DIR/secrets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1", help="loopback unless told otherwise")
        parser.add_argument("--port", type=int, default=5555)

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write(
            f"Flower: http://{options['address']}:{options['port']}/"
            f" - name {NAME}, password in {settings.DATA_DIR}/secrets/flower_password"
        )
        self.stdout.flush()
        # By the environment and not by argument, where every user of the machine could read it.
        environment = os.environb | {
            b"FLOWER_BASIC_AUTH": f"{NAME}:{settings.FLOWER_PASSWORD}".encode()
        }
        words = ["--app", "celery_app", "--quiet", "flower"]
        words += [f"--address={options['address']}", f"--port={options['port']}"]
        os.execve(  # noqa: S606 - our own words only
            sys.executable, [sys.executable, "-m", "celery", *words], environment
        )
