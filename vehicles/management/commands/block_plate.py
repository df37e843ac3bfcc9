"""``manage.py block_plate PLATE REASON``: shut a plate out at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from factory.core.errors import DomainError
from factory.sites.arguments import site_named
from vehicles import services
from vehicles.answers import entry_of
from vehicles.management.arguments import add_common, refused, shown


class Command(BaseCommand):
    help = "Block a plate from now on, and look through the reads of the last 24 hours for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plate")
        parser.add_argument("reason")
        parser.add_argument("--reported-by", default="", help="who says so")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            vehicle = services.block_plate(
                site=site_named(options["site"]),
                plate=options["plate"],
                reason=options["reason"],
                reported_by=options["reported_by"],
            )
        except DomainError as error:
            raise refused(error) from error
        self.stdout.write(shown(entry_of(vehicle), as_json=options["json"]))
