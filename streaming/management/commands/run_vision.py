"""``manage.py run_vision``: the recognisers of the cameras that one supervisor reads."""

from __future__ import annotations

import signal
from typing import Any

import cv2
from django.core.management.base import BaseCommand, CommandParser

from streaming.vision.house import VisionHouse


class Command(BaseCommand):
    help = (
        "Runs detectors and recognisers for the cameras of one run_cameras process,"
        " which starts this itself; by hand it is for looking for faults."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("supervisor", help="name of the run_cameras process, as its log says")

    def handle(self, *_args: Any, **options: Any) -> None:
        # Several cameras share the cores; OpenCV's own pool would fight over them.
        cv2.setNumThreads(1)
        house = VisionHouse(options["supervisor"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: house.stop())
        house.run()
