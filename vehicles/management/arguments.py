"""What the commands of vehicles have in common: the site, and how an answer is printed."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from factory.core.errors import DomainError
from factory.sites.arguments import add_site


def add_common(parser: CommandParser) -> None:
    add_site(parser)
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def shown(answer: dict[str, Any], *, as_json: bool) -> str:
    """Return the answer as JSON, or a line for each part of it."""
    if as_json:
        return json.dumps(answer, default=str)
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in answer.items())


def refused(error: DomainError) -> CommandError:
    return CommandError(error.detail)
