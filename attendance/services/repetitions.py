"""Which punches are repetitions: said of all sources alike, where their days are derived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attendance.models import Punch
from attendance.timelines import Timeline
from attendance.vocabulary import PunchRole
from factory.sites.models import Site

STORED, DUPLICATE = Punch.Outcome.STORED, Punch.Outcome.DUPLICATE


def store_repetitions(
    site: Site, timelines: Iterable[Timeline], answered: frozenset[str], first: date, last: date
) -> None:
    """Have the punches of the days from first to last say whether they repeat another.

    ``answered`` are the keys of those that say so now. Only where that differs something is
    written, and nothing to a punch that was voided meanwhile. For the caller's locks.
    """
    repeated, single = set(), set()
    for timeline in timelines:
        roles = [roled for day, roled in timeline.roles if first <= day <= last]
        repeated |= {one.punch.key for one in roles if one.role is PunchRole.DUPLICATE}
        single |= {one.punch.key for one in roles if one.role is not PunchRole.DUPLICATE}
        single |= {
            punch.key
            for punch in timeline.off_shift
            if first <= punch.at.astimezone(site.zone).date() <= last
        }
    _say(repeated - answered, STORED, DUPLICATE)
    _say(single & answered, DUPLICATE, STORED)


def _say(keys: Iterable[str], before: str, outcome: str) -> None:
    pks = sorted(map(int, keys))
    if pks:
        Punch.objects.filter(pk__in=pks, outcome=before).update(outcome=outcome)
