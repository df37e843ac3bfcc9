"""What the commands of vehicles have in common: which site, and how an answer is printed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from factory.core.errors import DomainError
from factory.sites.models import Site
from factory.sites.selectors import default_site


def add_common(parser: ArgumentParser) -> None:
    parser.add_argument("--site", type=int, help="number of the site; the default one if left out")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")


def chosen_site(number: int | None) -> Site:
    """Return the site; raises CommandError where there is none of that number."""
    if number is None:
        return default_site()
    site: Site | None = Site.objects.filter(pk=number).first()
    if site is None:
        raise CommandError(f"There is no site {number}.")
    return site


def shown(answer: dict[str, Any], *, as_json: bool) -> str:
    """Return the answer as JSON, or a line for each part of it."""
    if as_json:
        return json.dumps(answer, default=str)
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in answer.items())


def refused(error: DomainError) -> CommandError:
    return CommandError(error.detail)
