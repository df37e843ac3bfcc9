"""``manage.py models``: which detectors and recognisers are configured, and how fast they are here."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from factory.core.errors import DomainError
from streaming.fetching import fetch_model
from streaming.measuring import Measured, measure
from streaming.trial_pictures import drawn_pictures, drawn_subjects, read_picture

FAILED = 1


class Command(BaseCommand):
    help = (
        "Shows which detectors and recognisers are configured and tries them on a picture, with their"
        " milliseconds. With --fetch it first fetches a model, and nothing is ever fetched otherwise."
        " Ends with 1 where the configured DETECTOR_MODEL does not work."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--picture", type=Path, help="try them on this one, not on drawn ones")
        parser.add_argument("--json", action="store_true", help="one JSON list, for programs")
        parser.add_argument("--fetch", metavar="URL", help="fetch a model by https")
        parser.add_argument("--sha256", metavar="HEX", default="", help="its checksum; required")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["fetch"]:
                self._fetch(options["fetch"], options["sha256"])
            picture = options["picture"]
            pictures = [read_picture(picture)] if picture else drawn_pictures()
            subjects = pictures[0] if picture else drawn_subjects()
        except DomainError as error:
            raise CommandError(error.detail) from error
        parts = list(measure(pictures, subjects))
        self._show(parts, as_json=options["json"])
        if settings.DETECTOR_MODEL and not all(p.ok for p in parts if p.name == "model"):
            raise SystemExit(FAILED)

    def _fetch(self, url: str, sha256: str) -> None:
        folder = Path(settings.DATA_DIR) / "models"
        with tqdm(unit="B", unit_scale=True, desc="fetching", delay=0.5, file=self.stderr) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total or None
                bar.update(done - bar.n)

            path = fetch_model(url, sha256, folder, progress)
        self.stderr.write(f"{path} is whole. To use it: DETECTOR_MODEL={path}")

    def _show(self, parts: list[Measured], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([asdict(part) for part in parts], indent=2))
            return
        for part in parts:
            mark = "✅" if part.ok else "⚠️"
            time = "" if part.milliseconds is None else f"{part.milliseconds:.1f} ms"
            self.stdout.write(f"{mark} {part.kind:10} {part.name:10} {time:>9}  {part.detail}")
