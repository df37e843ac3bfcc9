"""``manage.py rebuild_attendance --from --to``: every day of a span anew, from the raw punches."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from attendance import services
from attendance.services import Changes
from factory.core.errors import DomainError
from factory.sites.arguments import add_site, day, site_named
from factory.sites.models import Site


class Command(BaseCommand):
    help = (
        "Derives the attendance days of a span anew from the punches and the roster, and says what"
        " changed. Rows that are right stay as they are: a second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument(
            "--from", required=True, type=day, dest="first", help="first day: 2026-06-01"
        )
        parser.add_argument("--to", required=True, type=day, dest="last", help="last day, included")
        parser.add_argument("--json", action="store_true", help="the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = self._work(site_named(options["site"]), options["first"], options["last"])
        except DomainError as error:
            raise CommandError(error.detail) from error
        counts = asdict(done)
        text = ", ".join(f"{number} {name}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else f"days: {text}")

    def _work(self, site: Site, first: Any, last: Any) -> Changes:
        done = Changes()
        people = len(services.people_to_rebuild(site))
        hidden = not sys.stderr.isatty()
        with tqdm(total=people, unit="person", disable=hidden, file=sys.stderr) as bar:
            for count, changes in services.rebuild(site=site, first=first, last=last):
                done += changes
                bar.update(count)
        return done
