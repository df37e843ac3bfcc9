"""``manage.py check_plate TEXT``: explain what the gate would decide, without storing anything."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from factory.core import clock
from factory.sites.arguments import site_named
from vehicles import selectors
from vehicles.explaining import explained
from vehicles.gate_rules import Read, SiteRules, decide
from vehicles.management.arguments import add_common, shown
from vehicles.plates import read_plate
from vehicles.services.judging import ask_lists


class Command(BaseCommand):
    help = (
        "Explain step by step what the gate decides on a plate read now. Nothing is stored and no "
        "barrier moves. Exit code 0: it may pass; 1: it is held or refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", help='the plate as read, such as "KA 01 AB 1234"')
        parser.add_argument("--confidence", type=float, default=1.0, help="0 to 1; default 1")
        add_common(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        site = site_named(options["site"])
        settings = selectors.settings_of(site.pk)
        reading = read_plate(options["text"], settings.rules)
        listed = ask_lists(site.pk, reading)
        read, rules = Read(reading, options["confidence"]), SiteRules(settings.threshold, site.zone)
        decision = decide(read, listed.hits, rules, now=clock.now())
        steps = explained(read, listed.hits, rules, decision)
        self.stdout.write(shown(steps, as_json=options["json"]))
        if not decision.should_trigger_gate_event:
            raise SystemExit(1)
