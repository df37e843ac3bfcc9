"""What an attendance day is judged by, once it is settled what the punches say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from attendance.closing import Phase
from attendance.day_facts import DayFacts
from attendance.durations import whole_minutes
from attendance.presence import Presence
from attendance.punches import PunchFact
from attendance.punctuality import ExpectedHours
from attendance.vocabulary import DayStatus, Leave


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One day's facts and punches, and how far they may be judged."""

    facts: DayFacts
    expected: ExpectedHours
    punches: tuple[PunchFact, ...]
    presence: Presence
    phase: Phase
    is_worked_through: bool
    has_strays: bool = False

    @property
    def day_off(self) -> DayStatus | None:
        """The status of a day on which nobody is due; None for a day of work.

        A holiday goes before a weekly off, and both before leave, which is not used up on them.
        Outside employment the day is INCOMPLETE: somebody has to say what the punches are.
        """
        if not self.facts.is_employed:
            return DayStatus.INCOMPLETE
        if self.facts.is_holiday:
            return DayStatus.HOLIDAY
        if self.facts.is_weekly_off:
            return DayStatus.WEEKLY_OFF
        return DayStatus.ON_LEAVE if self.facts.leave is Leave.FULL else None

    @property
    def is_complete(self) -> bool:
        return self.presence.first_in is not None and self.presence.last_out is not None

    @property
    def skipped_minutes(self) -> int:
        """How far the clocks went forward between coming and leaving; 0 where they went back.

        Also 0 while either is unknown.
        """
        first_in, last_out = self.presence.first_in, self.presence.last_out
        if first_in is None or last_out is None:
            return 0
        zone = ZoneInfo(self.facts.occurrence.zone)
        before, after = (at.astimezone(zone).utcoffset() for at in (first_in, last_out))
        return whole_minutes((after or timedelta()) - (before or timedelta()))

    @property
    def has_nothing(self) -> bool:
        return self.presence.first_in is None and self.presence.last_seen is None
