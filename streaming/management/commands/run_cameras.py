"""``manage.py run_cameras``: reads every enabled camera and runs the recognisers they feed."""

from __future__ import annotations

import argparse
import signal
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from streaming.services import ensure_first_camera
from streaming.supervision.fleet import Fleet
from streaming.supervision.sight import VisionKeeper, command_for


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
            "--alone",
            action="store_true",
            help="no other host reads these cameras: go on with them while the database is away",
        )
        parser.add_argument(
            "--no-vision", action="store_true", help="stream only, without recognisers"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        ensure_first_camera()
        # A database that is a file of this host is no other host's.
        alone = options["alone"] or connection.vendor == "sqlite"
        fleet = Fleet(*options["shard"], alone=alone)
        vision = VisionKeeper(command_for(fleet.name), fleet.tenure)

        def stop(*_: object) -> None:
            # Both at once: the recognisers have something to write down, and cameras a farewell to say.
            vision.stop()
            fleet.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        self.stdout.write(f"cameras are read by {fleet.name}")
        with ExitStack() as stack:
            if not options["no_vision"]:
                vision.start()
                stack.callback(vision.join)
                stack.callback(vision.stop)
            fleet.run()
