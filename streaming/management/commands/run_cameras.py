"""``manage.py run_cameras``: reads every enabled camera and runs the recognisers they feed."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from streaming.capture.health import retry_delay
from streaming.services import ensure_first_camera
from streaming.supervision.fleet import Fleet

STOP_S = 10
HEALTHY_S = 30


def shard(text: str) -> tuple[int, int]:
    """Parse ``1/4`` into (0, 4)."""
    first, _, total = text.partition("/")
    if not (first.isdecimal() and total.isdecimal() and 1 <= int(first) <= int(total)):
        raise argparse.ArgumentTypeError("expected a share such as 1/4")
    return int(first) - 1, int(total)


class Command(BaseCommand):
    help = (
        "Reads every enabled camera, one process each, and runs the recognisers they feed."
        " Cameras that are added, changed or switched off are followed within five seconds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--shard", type=shard, default=(0, 1), help="this host's share, such as 1/4"
        )
        parser.add_argument(
            "--no-vision", action="store_true", help="stream only, without recognisers"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        ensure_first_camera()
        fleet = Fleet(*options["shard"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: fleet.stop())
        vision = Vision(fleet.name)
        self.stdout.write(f"cameras are read by {fleet.name}")
        try:
            fleet.run(lambda: None if options["no_vision"] else vision.keep())
        finally:
            vision.end()


class Vision:
    """The vision process beside the cameras, started again when it dies."""

    def __init__(self, supervisor: str) -> None:
        manage = str(settings.BASE_DIR / "manage.py")
        self._command = [sys.executable, manage, "run_vision", supervisor]
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._not_before = 0.0
        self._deaths = 0

    def keep(self) -> None:
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            # One that dies at once, for want of a package perhaps, must not use up a core by its starts.
            self._deaths = 1 if now - self._began > HEALTHY_S else self._deaths + 1
            self._not_before = now + retry_delay(self._deaths, 0)
            self._process = None
        if self._process is None and now >= self._not_before:
            self._began = now
            self._process = subprocess.Popen(self._command)  # noqa: S603 - our own words only

    def end(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
