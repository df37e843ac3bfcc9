"""What the last sighting without a direction may mean: a way out, or somebody in a corridor."""

from __future__ import annotations

from dataclasses import replace

from attendance.presence import ONE_LEAVING, Presence
from attendance.punctuality import ExpectedHours


def without_passing_by(seen: Presence, expected: ExpectedHours) -> Presence:
    """Return the presence without a last sighting that is no way out; its check-out is then missed.

    Where nothing that somebody passed has a direction, the sightings are all there is, and the last
    one counts. Where doors do say which way, a sighting without a direction is a way out

    - up to half an hour after a check-out that was said, which it moves;
    - or from the earliest check-out until half an hour after the end.

    Any other one says only that they were there: after the said check-out of a whole shift this
    stands, and else nobody saw them leave.
    """
    is_settled = seen.is_out_said or seen.closed_by is not None or not seen.is_directed
    if is_settled or seen.first_in is None or seen.last_out is None:
        return seen
    if seen.said_out is not None and seen.last_out - seen.said_out <= ONE_LEAVING:
        return replace(seen, is_out_said=True)
    if seen.said_out is not None and seen.said_out >= expected.earliest_out:
        return replace(seen, last_out=seen.said_out, is_out_said=True)
    if expected.earliest_out <= seen.last_out <= expected.end + ONE_LEAVING:
        return seen
    return replace(seen, last_out=None)
