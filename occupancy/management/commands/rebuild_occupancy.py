"""``manage.py rebuild_occupancy --from --to``: every sum of a span anew, from the logs."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from factory.core import clock
from factory.core.periods import Period
from factory.sites.arguments import add_site, day, site_named
from factory.sites.models import Site
from occupancy import services
from occupancy.aggregation import Done
from occupancy.hours import day_of
from occupancy.selectors.edges import first_reading
from occupancy.selectors.standing import pairs_of

A_DAY = timedelta(days=1)


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
        services.rebuild_live(site_id=site.pk)
        done = Done()
        if days := _read_days(site, first, last):
            period = Period(day_of(days[0], site.zone).start, day_of(days[1], site.zone).end)
            done = self._work(site, period, (days[1] - days[0]).days + 1)
        self.stdout.write(f"{done.records} readings in {done.hours} hours of cameras")

    def _work(self, site: Site, period: Period, days: int) -> Done:
        done = Done()
        hidden = not sys.stderr.isatty()
        with tqdm(total=days, unit="day", disable=hidden, file=sys.stderr) as bar:
            for part in services.rebuild(site=site, period=period):
                done += part
                bar.update()
        return done


def _read_days(site: Site, first: date, last: date) -> tuple[date, date] | None:
    """Return the span's first and last day that may have readings or sums of them; None without any.

    With a day before and after: a zone that was corrected may have cut the outermost hours there.
    """
    oldest = first_reading(site.pk, pairs_of(site.pk))
    if oldest is None:
        return None
    begin = max(first, oldest.astimezone(site.zone).date() - A_DAY)
    end = min(last, clock.local_day(site.zone) + A_DAY)
    return (begin, end) if begin <= end else None
