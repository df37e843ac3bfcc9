"""``manage.py aggregate_occupancy``: the sums of one hour, or of the last month, now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factory.core import clock
from factory.sites.arguments import add_site, moment_in, site_named
from occupancy.hours import hour_of
from occupancy.scheduler import OccupancyScheduler


class Command(BaseCommand):
    help = (
        "Sums up one hour's readings (the last hour that has closed), or with --month the last month"
        " that has closed. Running it again gives the same rows."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("--hour", help="any time of the hour, such as 2026-06-10T14:00")
        parser.add_argument("--month", action="store_true", help="the last month instead")
        parser.add_argument("--json", action="store_true", help="print JSON for scripts")

    def handle(self, *_args: Any, **options: Any) -> None:
        scheduler = OccupancyScheduler(site_named(options["site"]))
        if options["month"]:
            result = scheduler.aggregate_occupancy_monthly()
        else:
            result = self._hour(scheduler, options["hour"])
        plain = ", ".join(f"{name} {value}" for name, value in result.items())
        self.stdout.write(json.dumps(result) if options["json"] else plain)

    def _hour(self, scheduler: OccupancyScheduler, text: str | None) -> dict[str, Any]:
        if text is None:
            return scheduler.aggregate_occupancy_hourly()
        moment = moment_in(scheduler.site, text)
        if hour_of(moment, scheduler.site.zone).end > clock.now():
            raise CommandError("This hour has not closed yet.")
        return scheduler.aggregate_occupancy_hourly(moment)
