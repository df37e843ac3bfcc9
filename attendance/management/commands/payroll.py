"""``manage.py payroll --from --to``: a site's figures as CSV, XLSX or JSON; --lock freezes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attendance import services
from attendance.payroll_table import TITLES, heading_of, table_of
from attendance.selectors.summaries import site_summary
from attendance.selectors.without_shift import days_without_shift
from factory.core.errors import DomainError
from factory.core.spreadsheets import csv_bytes, xlsx_bytes
from factory.sites.arguments import add_site, day, site_named

FORMATS = ("csv", "xlsx", "json")


class Command(BaseCommand):
    help = (
        "Writes everybody's days, lateness, work and overtime of a span: to a file whose name ends in"
        " .csv, .xlsx or .json, or as CSV to the standard output. Cells cannot run as formulas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        parser.add_argument(
            "--from", required=True, type=day, dest="first", help="first day: 2026-06-01"
        )
        parser.add_argument("--to", required=True, type=day, dest="last", help="last day, included")
        parser.add_argument("--department", default="", help="only this one")
        parser.add_argument("--output", type=Path, help="a file; its ending chooses the format")
        parser.add_argument("--json", action="store_true", help="JSON to the standard output")
        parser.add_argument(
            "--lock", action="store_true", help="freeze the period's figures; once for each period"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        form = self._format(options)
        site, first, last = site_named(options["site"]), options["first"], options["last"]
        try:
            services.check_range(first, last)
            if options["lock"]:
                lock = services.lock_payroll(site=site, first=first, last=last, caller=None)
                self.stderr.write(f"locked, SHA-256 {lock.checksum}")
        except DomainError as error:
            raise CommandError(error.detail) from error
        for one in days_without_shift(site, first, last, department=options["department"]):
            self.stderr.write(f"in no figure: {one}")
        found = site_summary(site, first, last, department=options["department"])
        heading = heading_of("Payroll", (site.name, options["department"]), first, last)
        self._write(_file([one.as_row() for one in found], form, heading), options["output"])

    def _format(self, options: dict[str, Any]) -> str:
        if options["output"] is None:
            return "json" if options["json"] else "csv"
        form = str(options["output"].suffix.removeprefix(".").lower())
        if form not in FORMATS:
            raise CommandError("--output: a name ending in .csv, .xlsx or .json.")
        return form

    def _write(self, data: bytes, output: Path | None) -> None:
        if output is None:
            self.stdout.write(data.decode("utf-8-sig"), ending="")
            return
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        sys.stderr.write(f"{output}\n")


def _file(rows: list[dict[str, Any]], form: str, heading: str) -> bytes:
    if form == "json":
        return json.dumps(rows, indent=1, ensure_ascii=False).encode() + b"\n"
    if form == "xlsx":
        return xlsx_bytes("Payroll", TITLES, table_of(rows), heading=heading)
    return csv_bytes(TITLES, table_of(rows))
