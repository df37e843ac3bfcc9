"""``manage.py schedules``: every schedule's next run, last success, lateness and missed periods."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from factory.core import clock, ledger
from factory.core.schedules import Status, statuses

COLUMNS = ("schedule", "scope", "next run", "last success", "late by", "missed", "state")


class Command(BaseCommand):
    help = (
        "Lists every schedule: when it runs next (in its site's time), when it last succeeded, how late"
        " it is and how many periods it has missed. Exits with 1 if any period is missed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for scripts")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = list(statuses(ledger.kinds().values(), now=clock.now()))
        if options["json"]:
            self.stdout.write(json.dumps([as_json(one) for one in found], indent=2))
        else:
            self._table([COLUMNS, *map(as_row, found)])
        if any(one.missed for one in found):
            raise SystemExit(1)

    def _table(self, rows: list[tuple[str, ...]]) -> None:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())


def as_row(one: Status) -> tuple[str, ...]:
    return (
        one.kind.title,
        f"{one.scope.text} ({one.scope.shown})",
        one.next_run_text if one.enabled else "switched off",
        one.last_success_text or "-",
        _span(one.late_by),
        str(one.missed),
        one.last_status or "never run",
    )


def as_json(one: Status) -> dict[str, Any]:
    return {
        "kind": one.kind.name,
        "title": one.kind.title,
        "scope": one.scope.text,
        "scope_name": one.scope.shown,
        "bell": one.kind.bell,
        "trigger": one.trigger,
        "enabled": one.enabled,
        "next_run": _iso(one.next_run),
        "last_run": _iso(one.last_run),
        "last_status": one.last_status,
        "last_success": _iso(one.last_success),
        "late_by_seconds": one.late_by.total_seconds() if one.late_by else None,
        "missed": one.missed,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _span(late: timedelta | None) -> str:
    return str(late).split(".", maxsplit=1)[0] if late else "-"
