"""``manage.py block_plate PLATE REASON``: shut a plate out at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from factory.core.errors import DomainError
from vehicles import services
from vehicles.answers import entry_of
from vehicles.management.arguments import add_common, chosen_site, refused, shown


class Command(BaseCommand):
    help = "Block a plate from now on, and look through the reads of the last 24 hours for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plate")
        parser.add_argument("reason")
        parser.add_argument("--reported-by", default="", help="who says so")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            vehicle = services.block_plate(
                site=chosen_site(options["site"]),
                plate=options["plate"],
                reason=options["reason"],
                reported_by=options["reported_by"],
            )
        except DomainError as error:
            raise refused(error) from error
        self.stdout.write(shown(entry_of(vehicle), as_json=options["json"]))
