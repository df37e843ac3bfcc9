"""``manage.py cleanup_snapshots``: delete snapshots that are past their time, now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from factory.core.errors import DomainError
from factory.core.jobs import Step
from identity.services import cleanup_whole

NAME = "manage.py cleanup_snapshots"


class Command(BaseCommand):
    help = (
        "Delete snapshots whose time is over (SNAPSHOT_RETENTION_DAYS, legal holds respected) and"
        " old files that no row knows. Exit code 1: refused until a person has looked (--force)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument(
            "--force",
            action="store_true",
            help="go on although the retention was shortened, the clock jumped, or pictures are missing",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        quiet = options["json"] or not options["verbosity"]
        with tqdm(unit=" files", desc="cleaning up", disable=quiet) as bar:

            def show(step: Step) -> None:
                bar.update(step.done - bar.n)

            try:
                result = cleanup_whole(
                    dry_run=options["dry_run"], force=options["force"], progress=show, by=NAME
                )
            except DomainError as error:
                raise CommandError(error.detail) from error
        self.stdout.write(json.dumps(result) if options["json"] else self._text(result, options))

    def _text(self, result: dict[str, Any], options: dict[str, Any]) -> str:
        would = "would be deleted" if options["dry_run"] else "deleted"
        lines = [f"{result['files_deleted']} files {would}, {result['disk_space_freed_mb']} MB"]
        return "\n".join([*lines, *(f"⚠️ {text}" for text in result["errors"])])
