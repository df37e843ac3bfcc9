"""What each punch of one occurrence is: check-in, check-out or a repetition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from attendance.punches import PunchFact, in_order
from attendance.vocabulary import Direction, PunchRole


@dataclass(frozen=True, kw_only=True, slots=True)
class RepeatRule:
    """How long a repetition of the same arrival is one.

    Within ``window`` after a check-in (the guide's 12 hours) another one of the same shift is a
    DUPLICATE. Within ``debounce`` a further sighting without a direction is still the arrival;
    after it, the person may have been leaving.
    """

    window: timedelta = timedelta(hours=12)
    debounce: timedelta = timedelta(minutes=5)


STANDARD = RepeatRule()


@dataclass(frozen=True, slots=True)
class RepeatRules:
    """The rule as it was changed, oldest first: each holds from its moment on.

    The standard one holds before them all.
    """

    changes: tuple[tuple[datetime, RepeatRule], ...] = ()

    def at(self, moment: datetime) -> RepeatRule:
        """Return the rule in force at a moment; for a shift it is asked at its start."""
        return next((rule for since, rule in reversed(self.changes) if since <= moment), STANDARD)


ALWAYS_STANDARD = RepeatRules()


@dataclass(frozen=True, slots=True)
class RoledPunch:
    """A punch with its role. A DUPLICATE without a direction still moves the check-out."""

    punch: PunchFact
    role: PunchRole


def read_roles(
    punches: Iterable[PunchFact], repeats: RepeatRule = STANDARD
) -> tuple[RoledPunch, ...]:
    """Return the punches of one employee and occurrence by time, each with its role.

    After a check-out an IN is a check-in again (back from lunch); a sighting without a direction
    is not, as cameras see people on their way out.
    """
    roled: list[RoledPunch] = []
    check_in: PunchFact | None = None
    is_out = False
    for punch in in_order(punches):
        role = _role(punch, check_in, is_out=is_out, window=repeats.window)
        roled.append(RoledPunch(punch, role))
        check_in = punch if role is PunchRole.CHECK_IN else check_in
        is_out = role is PunchRole.CHECK_OUT or (is_out and role is PunchRole.DUPLICATE)
    return tuple(roled)


def _role(
    punch: PunchFact, check_in: PunchFact | None, *, is_out: bool, window: timedelta
) -> PunchRole:
    if punch.direction is Direction.OUT:
        return PunchRole.CHECK_OUT
    if check_in is None:
        return PunchRole.CHECK_OUT if is_out and _is_sighting(punch) else PunchRole.CHECK_IN
    if is_out and not _is_sighting(punch):
        return PunchRole.CHECK_IN
    if punch.at - check_in.at <= window:
        return PunchRole.DUPLICATE
    return PunchRole.CHECK_OUT if _is_sighting(punch) else PunchRole.CHECK_IN


def _is_sighting(punch: PunchFact) -> bool:
    return punch.direction is Direction.UNKNOWN
