"""``manage.py rekognition_emulator``: a stand-in for Amazon Rekognition, for development and tests."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from identity.emulator.faults import FAULTS, FaultPlan
from identity.emulator.server import Emulator


class Command(BaseCommand):
    help = (
        "Serve the operations of Amazon Rekognition that we use, over HTTP on loopback, matching with"
        " the local engine. For development: start the product with"
        " AWS_ENDPOINT_URL_REKOGNITION=http://127.0.0.1:8181, AWS_ACCESS_KEY_ID=x and"
        " AWS_SECRET_ACCESS_KEY=x. Faults can be changed at run time: PUT / with JSON. Known: "
        + ", ".join(sorted(FAULTS))
        + "."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8181)
        parser.add_argument(
            "--faults",
            default="{}",
            metavar="JSON",
            help='such as {"shares": {"unavailable": 0.1, "hang": 0.02}, "latency_seconds": 0.1}',
        )
        parser.add_argument(
            "--forgetful", action="store_true", help="keep collections in memory only"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        keep = None if options["forgetful"] else Path(settings.DATA_DIR) / "emulator.json"
        try:
            plan = FaultPlan.of(json.loads(options["faults"]))
            emulator = Emulator(port=options["port"], keep=keep)
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        emulator.plan = plan
        self.stdout.write(
            self.style.WARNING(
                f"Rekognition EMULATOR on {emulator.url}: for development, nothing reaches AWS."
                " Ctrl-C stops it."
            )
        )
        try:
            emulator.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("stopped")
        finally:
            emulator.server_close()
