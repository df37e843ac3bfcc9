"""``manage.py rebuild_occupancy --from --to``: every sum of a span anew, from the logs."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from factory.core.periods import Period
from factory.sites.arguments import add_site, day, site_named
from factory.sites.models import Site
from occupancy import services
from occupancy.aggregation import Done
from occupancy.hours import day_of


class Command(BaseCommand):
    help = (
        "Sums up every hour, day and closed month of a span anew from the logs, and derives the live"
        " counts. Rows that are right stay as they are; hours whose logs are gone keep theirs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument(
            "--from", required=True, type=day, dest="first", help="first day: 2026-06-01"
        )
        parser.add_argument("--to", required=True, type=day, dest="last", help="last day, included")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        first, last = options["first"], options["last"]
        if first > last:
            raise CommandError("--from is after --to.")
        period = Period(day_of(first, site.zone).start, day_of(last, site.zone).end)
        services.rebuild_live(site_id=site.pk)
        done = self._work(site, period, (last - first + timedelta(days=1)).days)
        self.stdout.write(f"{done.records} readings in {done.hours} hours of cameras")

    def _work(self, site: Site, period: Period, days: int) -> Done:
        done = Done()
        hidden = not sys.stderr.isatty()
        with tqdm(total=days, unit="day", disable=hidden, file=sys.stderr) as bar:
            for part in services.rebuild(site=site, period=period):
                done += part
                bar.update()
        return done
