"""From a row to the gate's decision: the rules in force, the lists, and nothing written yet."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from django.db import DatabaseError, connection, transaction

from factory.core.deadlines import at_most
from factory.sites.models import Site
from vehicles import selectors
from vehicles.gate_rules import GateDecision, ListHits, Read, SiteRules, decide
from vehicles.models import PlateRead
from vehicles.plates import PlateReading, read_plate
from vehicles.repeats import Outcome, outcome_of
from vehicles.selectors import Listed
from vehicles.site_settings import GateSettings

logger = logging.getLogger(__name__)
LONGEST_LOOKUP = 1.5
"""Seconds for which a vehicle waits for lists that somebody holds, such as a migration."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was asked, the decision, the settings it was made by, and what the lists said."""

    asked: Read
    decision: GateDecision
    settings: GateSettings
    listed: Listed

    @property
    def outcome(self) -> Outcome | None:
        return outcome_of(self.decision)

    @property
    def vehicle_id(self) -> int | None:
        """Of the listed vehicle of the very plate, else of the blocked one that it may be."""
        blocked = self.listed.hits.blocked
        near = blocked.possible[0].key if blocked.possible else ""
        vehicles = self.listed.vehicles
        return vehicles.get(self.decision.plate_key) or vehicles.get(near)


def judge(read: PlateRead, site: Site, *, settled: bool = True, timely: bool = True) -> Judgement:
    """Decide on a row by the lists as they are now and the settings of the moment it was seen.

    A list that cannot be read is no reason to let anybody pass: the decision says so.
    """
    settings = selectors.settings_of(site.pk, read.captured_at)
    reading = read_plate(read.text, settings.rules)
    figures = tuple(read.character_confidences)
    return _judged(Read(reading, read.confidence, figures, settled, timely), read, site, settings)


def judge_again(before: Judgement, read: PlateRead) -> Judgement:
    """Decide by the lists as they are by now; equal to ``before`` where they say the same."""
    return _judged(before.asked, read, read.site, before.settings)


def held(before: Judgement, read: PlateRead) -> Judgement:
    """Return a judgement that names no entry and lets nobody pass, as if the lists could not be read.

    What they said of a blocked vehicle stands.
    """
    hits = replace(before.listed.hits, authorisation=None, readable=False)
    rules = SiteRules(before.settings.threshold, read.site.zone)
    decision = decide(before.asked, hits, rules, now=read.captured_at)
    return Judgement(before.asked, decision, before.settings, Listed(hits))


def _judged(asked: Read, read: PlateRead, site: Site, settings: GateSettings) -> Judgement:
    listed = ask_lists(site.pk, asked.plate)
    rules = SiteRules(settings.threshold, site.zone)
    decision = decide(asked, listed.hits, rules, now=read.captured_at)
    return Judgement(asked, decision, settings, listed)


def ask_lists(site_id: int, reading: PlateReading) -> Listed:
    """Return what the lists say of a reading; lists that cannot be read say that, in good time."""
    try:
        with _unbroken(), at_most(LONGEST_LOOKUP):
            return selectors.listed(site_id, reading)
    except (DatabaseError, ValueError):
        # ValueError: hours that somebody wrote past validation.
        logger.exception("❌ the vehicle lists could not be read; %s is held", reading.text)
        return Listed(ListHits(readable=False))


def _unbroken() -> AbstractContextManager[None]:
    """A savepoint, where a failed query would spoil the transaction that we are in."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
