"""What commands understand alike: a site by name or number, a date, a moment of the site's time."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from django.core.management.base import CommandError, CommandParser

from factory.core.clock import in_zone
from factory.core.errors import Invalid
from factory.sites.models import Site
from factory.sites.selectors import default_site


def add_site(parser: CommandParser) -> None:
    parser.add_argument("--site", help="a site's name or number; the default site if left out")


def site_named(name: str | None) -> Site:
    """Return the site; raises CommandError."""
    if not name:
        return default_site()
    key = {"pk": int(name)} if name.isdecimal() else {"name": name}
    site: Site | None = Site.objects.filter(**key).first()
    if site is None:
        raise CommandError(f"There is no site {name!r}.")
    return site


def day(text: str) -> date:
    """Return the date, as a parser's ``type``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-06-10") from None


def moment_in(site: Site, text: str) -> datetime:
    """Return the moment; without an offset it is in the site's time. Raises CommandError."""
    try:
        return in_zone(datetime.fromisoformat(text), site.zone)
    except ValueError:
        raise CommandError(f"{text!r} is not a time such as 2026-06-10T14:00.") from None
    except Invalid as error:
        raise CommandError(f"{text!r}: {error}") from None
