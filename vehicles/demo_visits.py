"""Who called at the demo's gate, and how well the plate was read: invented, the same at each seeding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from factory.ops.demo_history import SUNDAY, dice, moment
from streaming.scenes.fleet import AUTHORISED_PLATES, BLOCKED_PLATES, UNKNOWN_PLATES

WEEKDAY_VISITS, SUNDAY_VISITS = 40, 7
BLOCKED_DAYS = 6
"""A blocked vehicle calls on every sixth day."""
STATES, SERIES = ("KA", "MH", "TN", "AP", "GJ", "HR"), "ABCDEFGHJKLMNPRSTUVWXYZ"
STAFF = ("KA03NB2719", "KA41MC6075", "KA01HH8834", "MH14GT3306", "TN22CK5592", "KA53ME1187")
"""Authorised, as some of the drawn scene's vehicles are, but never seen in the scene."""
SMUDGED = 0.05


@dataclass(frozen=True, slots=True)
class Visit:
    """One plate as the camera read it, and when the vehicle leaves if it is let in."""

    at: datetime
    text: str
    confidence: float
    track_id: str
    leaves_at: datetime


def visits_of(day: date, zone: ZoneInfo, *, until: datetime) -> list[Visit]:
    """Return a day's visits up to ``until``, oldest first."""
    lot = dice("visits", day)
    number = SUNDAY_VISITS if day.weekday() == SUNDAY else WEEKDAY_VISITS
    plates = [_plate(lot) for _ in range(number)]
    if day.toordinal() % BLOCKED_DAYS == 0:
        plates[number // 2] = BLOCKED_PLATES[0]
    times = sorted(_minutes(lot) for _ in plates)
    visits = []
    for place, (minutes, plate) in enumerate(zip(times, plates, strict=True)):
        at, track = moment(day, minutes, zone), f"history:{day:%Y%m%d}:{place}"
        again = [
            later
            for later, one in zip(times[place + 1 :], plates[place + 1 :], strict=True)
            if one == plate
        ]
        leaves = moment(day, _leaving(minutes, again, dice("stay", track)), zone)
        visits.append(Visit(at, plate, _confidence(lot), track, leaves))
    return [visit for visit in visits if visit.at <= until]


def _leaving(came: float, again: Sequence[float], lot: Random) -> float:
    """Half an hour to half a day later, and before the vehicle comes again."""
    stay = min(20 + lot.lognormvariate(4.2, 0.7), 11 * 60)
    return min([came + stay, *(came + (next_time - came) * 0.8 for next_time in again[:1])])


def _plate(lot: Random) -> str:
    kind = lot.random()
    if kind < 0.55:  # noqa: PLR2004 - shares of the traffic
        return lot.choice((*AUTHORISED_PLATES, *STAFF))
    if kind < 0.70:  # noqa: PLR2004
        return lot.choice(UNKNOWN_PLATES)
    letters = lot.choice(SERIES) + lot.choice(SERIES)
    return f"{lot.choice(STATES)}{lot.randint(1, 20):02}{letters}{lot.randint(1000, 9999)}"


def _minutes(lot: Random) -> float:
    """Between six in the morning and ten in the evening, most of them by day."""
    return min(max(lot.gauss(12.5 * 60, 190), 6 * 60), 22 * 60)


def _confidence(lot: Random) -> float:
    poor = lot.random() < SMUDGED
    return round(lot.uniform(0.55, 0.83) if poor else lot.uniform(0.9, 0.995), 3)
