"""``manage.py flower``: Celery's monitor on loopback, behind a password of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from factory.env import handed_on

NAME = "flower"


class Command(BaseCommand):
    help = (
        'Starts Flower, Celery\'s monitor, for the name "flower" and a password: FLOWER_PASSWORD, or'
        " one that is made once and kept in DATA_DIR/secrets/flower_password. The password itself is"
        " never printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address", default="127.0.0.1", help="default: %(default)s (loopback)"
        )
        parser.add_argument("--port", type=int, default=5555, help="default: %(default)s")

    def handle(self, *_args: Any, **options: Any) -> None:
        address, port = options["address"], options["port"]
        self.stdout.write(
            f"Flower: http://{address}:{port}/ - name {NAME}, password {whereabouts()}"
        )
        self.stdout.flush()
        # By the environment and not by argument, where every user of the machine could read it.
        environment = handed_on(FLOWER_BASIC_AUTH=f"{NAME}:{settings.FLOWER_PASSWORD}")
        words = ["--app", "celery_app", "--quiet", "flower"]
        words += [f"--address={address}", f"--port={port}"]
        os.execve(  # noqa: S606 - our own words only
            sys.executable, [sys.executable, "-m", "celery", *words], environment
        )


def whereabouts() -> str:
    """Return where the password that counts can be read."""
    kept = Path(settings.DATA_DIR) / "secrets" / "flower_password"
    ours = kept.is_file() and kept.read_text(encoding="ascii").strip() == settings.FLOWER_PASSWORD
    return f"in {kept}" if ours else "as FLOWER_PASSWORD says"
