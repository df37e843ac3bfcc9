"""``manage.py unblock_plate PLATE``: lift a block."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from factory.core.errors import DomainError
from factory.sites.arguments import site_named
from vehicles import services
from vehicles.answers import entry_of
from vehicles.management.arguments import add_common, refused, shown


class Command(BaseCommand):
    help = "Lift a plate's block. It is on no list then; to let it in, authorise it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plate")
        parser.add_argument("--reason", default="", help="why")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        try:
            vehicle = services.unblock_plate(
                site=site, plate=options["plate"], reason=options["reason"]
            )
        except DomainError as error:
            raise refused(error) from error
        self.stdout.write(shown(entry_of(vehicle), as_json=options["json"]))
