"""``manage.py unblock_plate PLATE``: lift a block."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from factory.core.errors import DomainError
from vehicles import services
from vehicles.answers import entry_of
from vehicles.management.arguments import add_common, chosen_site, refused, shown


class Command(BaseCommand):
    help = "Lift a plate's block. It is on no list then; to let it in, authorise it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plate")
        parser.add_argument("--reason", default="", help="why")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        site = chosen_site(options["site"])
        try:
            vehicle = services.unblock_plate(
                site=site, plate=options["plate"], reason=options["reason"]
            )
        except DomainError as error:
            raise refused(error) from error
        self.stdout.write(shown(entry_of(vehicle), as_json=options["json"]))
