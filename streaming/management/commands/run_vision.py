"""``manage.py run_vision``: the recognisers of the cameras that one supervisor reads."""

from __future__ import annotations

import gc
import os
import signal
from typing import Any

import cv2
from django.core.management.base import BaseCommand, CommandParser

from streaming.vision.house import VisionHouse
from streaming.vision.leash import Leash


class Command(BaseCommand):
    help = (
        "Runs detectors and recognisers for the cameras of one run_cameras process,"
        " which starts this itself; by hand it is for looking for faults."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("supervisor", help="name of the run_cameras process, as its log says")
        parser.add_argument(
            "--held", action="store_true", help="end with stdin, and give signs of life on stdout"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        # Several cameras share the cores; OpenCV's own pool would fight over them.
        cv2.setNumThreads(1)
        house = VisionHouse(options["supervisor"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: house.stop())
        if options["held"]:
            Leash(house.stop, _pipes()).start()
        house.run()
        # At its end the interpreter goes through all that the recognisers' libraries ever made: seconds
        # on a busy machine, after which whoever waits for this process would kill it.
        gc.freeze()


def _pipes() -> tuple[int, int]:
    """Return stdin, and stdout for the signs alone: what others print goes to stderr from here on."""
    said, pulse = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    return said, pulse
