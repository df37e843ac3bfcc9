"""``manage.py rebuild_attendance --from --to``: every day of a span anew, from the raw punches."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from attendance import services
from attendance.management.changes_told import ChangesTold
from attendance.services import Changes
from factory.core.errors import DomainError
from factory.sites.arguments import add_site, day, site_named
from factory.sites.models import Site

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Derives the attendance days of a span anew from the punches and the roster, and says what"
        " changed, day by day and field by field. Rows that are right stay as they are: a second"
        " run changes nothing. Exit code 1 where somebody's days cannot be derived; the others' are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument(
            "--from", required=True, type=day, dest="first", help="first day: 2026-06-01"
        )
        parser.add_argument("--to", required=True, type=day, dest="last", help="last day, included")
        parser.add_argument("--json", action="store_true", help="the counts as JSON, nothing else")
        parser.add_argument(
            "--show", type=int, default=SHOWN, help=f"so many changed days at most ({SHOWN})"
        )
        parser.add_argument(
            "--csv", type=Path, help="a file for all changes, a line for each field"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        most = 0 if options["json"] else options["show"]
        try:
            with ChangesTold(site, most=most, file=options["csv"]) as told:
                done = self._work(site, options["first"], options["last"], told)
        except DomainError as error:
            raise CommandError(error.detail) from error
        except OSError as error:
            raise CommandError(f"{options['csv']} cannot be written: {error.strerror}.") from error
        counts = asdict(done)
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self._tell(counts, told.lines, done.total)
        if done.set_aside:
            raise CommandError(
                f"The days of {done.set_aside} people cannot be derived: Dirty days say whose and why."
            )

    def _tell(self, counts: dict[str, int], lines: list[str], total: int) -> None:
        del counts["set_aside"]
        self.stdout.write(
            "days: " + ", ".join(f"{number} {name}" for name, number in counts.items())
        )
        for line in lines:
            self.stdout.write(line)
        if total > len(lines):
            self.stdout.write(f"and {total - len(lines)} more")

    def _work(self, site: Site, first: date, last: date, told: ChangesTold) -> Changes:
        done = Changes()
        people = services.people_to_rebuild(site).count()
        hidden = not sys.stderr.isatty()
        with tqdm(total=people, unit="person", disable=hidden, file=sys.stderr) as bar:
            rebuilt = services.rebuild(site=site, first=first, last=last, watch=told.hear)
            for count, changes in rebuilt:
                done += changes
                told.write()
                bar.update(count)
        return done
