"""``manage.py correct_drift``: say that nobody is in, now or at a moment that has passed."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factory.core import clock
from factory.sites.arguments import add_site, moment_in, site_named
from occupancy import services
from occupancy.models import Area, CountReset


class Command(BaseCommand):
    help = (
        "Resets the live counts of one area, or of all areas that are reset daily. Each camera's reset"
        " is kept as an event; what was counted before it stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument("--area", help="an area's name; all that are reset daily if left out")
        parser.add_argument("--at", help="when it was empty, such as 2026-06-10T03:00; now")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be reset")
        parser.add_argument("--json", action="store_true", help="print JSON for scripts")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        area = Area.objects.filter(site=site, name=options["area"]).first()
        if options["area"] and area is None:
            raise CommandError(f"This site has no area {options['area']!r}.")
        at = moment_in(site, options["at"]) if options["at"] else clock.now()
        if at > clock.now():
            raise CommandError("That moment has not come yet.")
        result = services.correct_drift(
            site=site,
            area_id=area.pk if area else None,
            at=at,
            reason=CountReset.Reason.HAND,
            dry_run=options["dry_run"],
        )
        verb = "would be reset" if options["dry_run"] else "reset"
        plain = f"{result['cameras_reset']} cameras {verb}"
        self.stdout.write(json.dumps(result) if options["json"] else plain)
