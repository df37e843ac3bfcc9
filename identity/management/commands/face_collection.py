"""``manage.py face_collection``: list, and delete, faces of a collection that are nobody's here."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from factory.core.errors import TransientError
from factory.sites.models import Site
from factory.sites.selectors import default_site
from identity.engines.base import EngineError
from identity.services import delete_orphans, find_orphans


class Command(BaseCommand):
    help = (
        "List the faces that a site's collection at Amazon Rekognition keeps and that belong to nobody"
        " here, and delete them. Look first (--dry-run): another installation that uses the same"
        " collection has its faces there, too. Can be repeated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", type=int, help="the site's number (default: the default site)"
        )
        parser.add_argument("--dry-run", action="store_true", help="list them, delete nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = self._site(options["site"])
        quiet, number = options["json"] or not options["verbosity"], 0
        try:
            with tqdm(unit=" faces", desc="listing", disable=quiet) as bar:
                faces = find_orphans(site=site, progress=bar.update)
            if not options["json"]:
                self.stdout.write("".join(f"{face.face_id} {face.name}\n" for face in faces))
            if not options["dry_run"] and self._confirmed(len(faces), options):
                with tqdm(total=len(faces), desc="deleting", disable=quiet) as bar:
                    number = delete_orphans(site=site, faces=faces, progress=bar.update)
        except (EngineError, TransientError) as error:
            raise CommandError(str(error)) from error
        result = {"faces": [face._asdict() for face in faces], "deleted": number}
        text = f"{len(faces)} faces are nobody's here, {number} deleted"
        self.stdout.write(json.dumps(result) if options["json"] else text)

    def _site(self, number: int | None) -> Site:
        site = Site.objects.filter(pk=number).first() if number else default_site()
        if site is None:
            raise CommandError(f"There is no site {number}.")
        return site

    def _confirmed(self, number: int, options: dict[str, Any]) -> bool:
        if options["yes"] or not number:
            return True
        self.stdout.write(f"Delete these {number} faces at the engine? [y/N] ", ending="")
        try:
            return input().strip().lower() in ("y", "yes")
        except EOFError as error:
            raise CommandError("Nothing was deleted: nobody to ask here. Say --yes.") from error
