"""``manage.py seed_demo``: a demo factory with people, vehicles, cameras and a month of history."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string
from tqdm import tqdm

from factory.core.models import User
from factory.ops.demo_users import seed_users, sign_in_hint
from factory.sites.selectors import default_site


class Command(BaseCommand):
    help = (
        "Fills the default site with a demo factory, once: what is there already is left alone."
        " Every figure comes through the product's own services."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="days of history, default 30")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = default_site()
        if not User.objects.exists():
            self.stdout.write("Making the demo factory, with a month of history ...")
            self.stdout.flush()
        names = seed_users(site)
        with _past_is_no_news():
            for path in (bar := tqdm(settings.DEMO_SEEDS, unit="part", leave=False, disable=None)):
                # identity.demo.seed → identity
                bar.set_description(f"demo factory: {path.partition('.')[0]}")
                import_string(path)(site, days=options["days"])
        self.stdout.write(sign_in_hint(names))


@contextmanager
def _past_is_no_news() -> Iterator[None]:
    """Keep what happened weeks ago out of today's log; what goes wrong is raised, not logged."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
