"""From passages to visits: who is inside, who was, and for how long. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class Passage:
    """A vehicle that went through a gate; ``direction`` is in or out."""

    key: str
    plate: str
    at: datetime
    direction: str
    gate: str = ""
    vehicle_id: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay. An end that no gate saw is None; ``is_over`` where it is known to have ended."""

    key: str
    plate: str
    entered_at: datetime | None
    left_at: datetime | None
    is_over: bool
    gate_in: str = ""
    gate_out: str = ""
    vehicle_id: int | None = None

    @property
    def stayed(self) -> timedelta | None:
        """Time on site; None where one of its ends was not seen."""
        if self.entered_at is None or self.left_at is None:
            return None
        return self.left_at - self.entered_at

    def stayed_by(self, now: datetime) -> timedelta | None:
        """The same, up to ``now`` for a vehicle that is still inside."""
        if self.is_over or self.entered_at is None:
            return self.stayed
        return now - self.entered_at


def visits_of(passages: Iterable[Passage]) -> list[Visit]:
    """Return the stays that these passages make, by entry (or exit where that was not seen).

    A vehicle that enters twice has left unseen in between, and one that leaves without having entered
    came in unseen: both stay in the list, with the end that is not known left open.
    """
    open_: dict[str, Visit] = {}
    done: list[Visit] = []
    for one in sorted(passages, key=lambda passage: passage.at):
        known = open_.pop(one.key, None)
        if one.direction == IN:
            if known is not None:
                done.append(replace(known, is_over=True))
            open_[one.key] = _entered(one)
        elif one.direction == OUT:
            done.append(_left(known, one))
        elif known is not None:
            open_[one.key] = known
    return sorted([*done, *open_.values()], key=_moment)


def inside(visits: Iterable[Visit]) -> list[Visit]:
    """Return the stays that are not over, the longest first."""
    return [visit for visit in visits if not visit.is_over]


def forgotten(visit: Visit, *, before: datetime) -> Visit:
    """Return the visit, taken to be over where it began before then and was not seen to end."""
    lasts = visit.entered_at is not None and not visit.is_over
    return replace(visit, is_over=True) if lasts and visit.entered_at < before else visit  # type: ignore[operator]


def _entered(one: Passage) -> Visit:
    return Visit(one.key, one.plate, one.at, None, False, one.gate, "", one.vehicle_id)


def _left(known: Visit | None, one: Passage) -> Visit:
    if known is None:
        return Visit(one.key, one.plate, None, one.at, True, "", one.gate, one.vehicle_id)
    return replace(known, left_at=one.at, is_over=True, gate_out=one.gate)


def _moment(visit: Visit) -> datetime:
    moment = visit.entered_at or visit.left_at
    assert moment is not None, "a visit has one end at least"
    return moment
