"""Readings of devices whose clocks are ahead, pure: told by ours, so that what comes later is later."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from occupancy.counts import Pair, Reading

TICK = timedelta(microseconds=1)


def ahead(readings: Sequence[Reading], now: datetime) -> dict[int, timedelta]:
    """Return by camera how far its clock is ahead, however little: by what its newest reading is."""
    newest: dict[int, datetime] = {}
    for one in readings:
        if one.at > now:
            newest[one.camera_id] = max(one.at, newest.get(one.camera_id, one.at))
    return {camera: at - now for camera, at in newest.items()}


def wrong(
    by: Mapping[int, timedelta], tolerance: timedelta, already: Collection[int] = ()
) -> frozenset[int]:
    """Return the cameras whose clocks are ahead by too much.

    One that was wrong ``already`` is right again within half the tolerance: on its edge it would be
    wrong and right in turn, as the network is slow or quick.
    """
    return frozenset(
        camera
        for camera, much in by.items()
        if much > (tolerance / 2 if camera in already else tolerance)
    )


def by_our_clock(
    readings: Sequence[Reading], by: Mapping[int, timedelta], now: datetime
) -> list[Reading]:
    """Return the readings, those of a camera that is ahead set back by as much.

    Not those until now before a step that is as long: there the clock may have jumped, and as the step
    is no shorter the readings stay in their order.
    """
    first = {camera: _first_ahead(readings, camera, by[camera], now) for camera in by}
    return [
        replace(one, at=one.at - by[one.camera_id], said_at=one.at)
        if one.camera_id in by and one.at >= first[one.camera_id]
        else one
        for one in readings
    ]


def _first_ahead(
    readings: Sequence[Reading], camera_id: int, by: timedelta, now: datetime
) -> datetime:
    times = sorted((one.at for one in readings if one.camera_id == camera_id), reverse=True)
    for later, earlier in pairwise(times):
        if earlier <= now and later - earlier >= by:
            return later
    return times[-1]


def apart(readings: Sequence[Reading], taken: set[tuple[Pair, datetime]]) -> list[Reading]:
    """Return the readings, those set back at moments of their own: two clocks may fall on one moment."""
    used = {*taken, *((one.pair, one.at) for one in readings if one.said_at is None)}
    found = []
    for reading in readings:
        one = reading
        while one.said_at is not None and (one.pair, one.at) in used:
            one = replace(one, at=one.at + TICK)
        used.add((one.pair, one.at))
        found.append(one)
    return found


def later_than_known(
    readings: Sequence[Reading], known: Mapping[Pair, tuple[datetime, datetime]]
) -> list[Reading]:
    """Return the readings in the order given; those set back lie behind what their counter told before.

    Two that are set back as they come may fall on one moment, or in the wrong order where the clock is
    set meanwhile. ``known`` are by counter the newest reading's time, and the latest that it said.
    """
    last = {pair: at for pair, (at, _) in known.items()}
    found: dict[int, Reading] = {}
    for one in sorted(readings, key=lambda one: one.said):
        is_late = one.pair not in known or one.said <= known[one.pair][1]
        if one.said_at is not None and not is_late and one.at <= last[one.pair]:
            found[id(one)] = replace(one, at=last[one.pair] + TICK)
            last[one.pair] += TICK
    return [found.get(id(one), one) for one in readings]


def spoken(seconds: int) -> str:
    """Return a span as people say it."""
    minutes, hours = round(seconds / 60), round(seconds / 3600, 1)
    if seconds < 60:  # noqa: PLR2004 - as everybody knows
        return _number(seconds, "second")
    if minutes < 120:  # noqa: PLR2004
        return _number(minutes, "minute")
    if hours < 48:  # noqa: PLR2004
        return _number(hours, "hour")
    return _number(round(hours / 24), "day")


def _number(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'s' * (number != 1)}"
