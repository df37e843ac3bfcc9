"""The punch that identity's decision makes of a sighting."""

from __future__ import annotations

from datetime import timedelta

from attendance.models import Punch
from attendance.punch_keys import decision_key
from attendance.punches import clock_error
from attendance.services.own import AT_ONCE
from attendance.vocabulary import Direction
from factory.sites.models import Device
from identity.models import Decision, Sighting

TOLD_BY_ONESELF = "They sent the picture of it themselves, later."
_DIRECTIONS = {
    Device.Direction.IN.value: Direction.IN,
    Device.Direction.OUT.value: Direction.OUT,
    Device.Direction.NONE.value: Direction.UNKNOWN,
}


def face_punch(decision: Decision, employee_id: int, oldest: timedelta) -> Punch:
    """Return the punch that a decision about a person makes, not saved.

    Kept apart where the time cannot be right, or the person shown sent the picture, later.
    """
    sighting = decision.sighting
    error = clock_error(sighting.captured_at, received_at=sighting.created_at, oldest=oldest)
    own_word = TOLD_BY_ONESELF if _is_own_word(decision, sighting) else ""
    doubt = str(error or own_word)
    reader = sighting.camera or sighting.device
    return Punch(
        site=decision.site,
        employee_id=employee_id,
        at=sighting.captured_at,
        zone=decision.site.time_zone,
        direction=_DIRECTIONS[reader.direction] if reader else Direction.UNKNOWN,
        source=Punch.Source.FACE,
        device_id=sighting.device_id,
        camera_id=sighting.camera_id,
        sighting=sighting,
        confidence=decision.similarity,
        key=decision_key(decision.pk),
        outcome=Punch.Outcome.SUSPECT if doubt else Punch.Outcome.STORED,
        reason=doubt,
        who_id=decision.user_id,
    )


def _is_own_word(decision: Decision, sighting: Sighting) -> bool:
    """Say whether the person shown sent the picture themselves, and later: somebody else accepts it."""
    own = decision.employee.user_id if decision.employee else None
    is_own = own is not None and own == sighting.reported_by_id
    return is_own and sighting.created_at - sighting.captured_at > AT_ONCE
