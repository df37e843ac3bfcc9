"""Devices whose clocks are ahead: their readings kept apart, and told once as an alert."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from factory.alerts.services import raise_alert, resolve_alert
from factory.sites.models import Site
from occupancy.clocks import apart, later_than_known, spoken, wrong
from occupancy.counts import AHEAD, Pair, Reading
from occupancy.models import AreaCamera, LiveCount, OccupancyLog
from occupancy.services.live import locked, newest_of
from occupancy.site_settings import CLOCK_TOLERANCE
from streaming.models import Camera

FIELDS = ("said_until", "ahead_seconds")
WITHIN = timedelta(milliseconds=1)
REFUSED = round(AHEAD.total_seconds())
"""Seconds: what is further ahead than that is refused."""


def kept_apart(
    site_id: int, found: Sequence[Reading], rows: Mapping[Pair, LiveCount]
) -> Sequence[Reading]:
    """Return new readings, those set back at moments that no other reading of theirs has.

    Nor do they lie before what their counters told before them.
    """
    if all(one.said_at is None for one in found):
        return found
    told = {p: (row.counted_at, newest_of(row)) for p, row in rows.items() if row.counted_at}
    fresh = later_than_known(found, told)
    moved = [one for one in fresh if one.said_at is not None]
    times = [one.at for one in moved]
    logs = OccupancyLog.objects.filter(
        site=site_id,
        camera_id__in={one.camera_id for one in moved},
        timestamp__gte=min(times),
        timestamp__lt=max(times) + WITHIN,
    )
    taken = logs.order_by().values_list("camera_id", "area_id", "timestamp")
    return apart(fresh, {((camera, area), at) for camera, area, at in taken})


def note_clocks(
    *,
    site: Site,
    fresh: Sequence[Reading],
    rows: Mapping[Pair, LiveCount],
    by: Mapping[int, timedelta],
) -> None:
    """Write down whose clock is ahead by how much, and whose is right again; tell either once."""
    if not by and not any(row.ahead_seconds for row in rows.values()):
        return
    already = _already(site.pk, by)
    too_far = wrong(by, timedelta(seconds=CLOCK_TOLERANCE.of(site.pk)), already)
    changed: list[LiveCount] = []
    fast: dict[int, int] = {}
    right: set[int] = set()
    for pair, one in _newest(fresh).items():
        row, camera_id = rows[pair], pair[0]
        was = row.ahead_seconds
        if _noted(row, one, by.get(camera_id), is_wrong=camera_id in too_far):
            changed.append(row)
            is_news = already.get(camera_id, REFUSED + 1) > REFUSED
            fast |= {camera_id: row.ahead_seconds} if row.ahead_seconds and is_news else {}
            right |= {camera_id} if was and not row.ahead_seconds else set()
    LiveCount.objects.bulk_update(changed, FIELDS)
    for camera_id, seconds in fast.items():
        resolve_alert(site_id=site.pk, dedup_key=refused_key(camera_id))
        _tell(site, camera_id, seconds)
        _everywhere(site.pk, camera_id, seconds)
    _right(site.pk, right)


def _already(site_id: int, cameras: Collection[int]) -> dict[int, int]:
    """Return of the cameras those whose clocks were ahead in any area, and by how many seconds."""
    rows = LiveCount.objects.filter(site=site_id, camera_id__in=cameras, ahead_seconds__gt=0)
    return dict(rows.order_by("ahead_seconds").values_list("camera_id", "ahead_seconds"))


def _everywhere(site_id: int, camera_id: int, seconds: int) -> None:
    """A camera has one clock: what it says in another area may be the first that is right again."""
    parts = AreaCamera.objects.open().filter(site=site_id, camera=camera_id)
    rows = locked(site_id, parts.values_list("camera_id", "area_id"))
    for row in rows.values():
        row.ahead_seconds = seconds
    LiveCount.objects.bulk_update(rows.values(), ["ahead_seconds"])


def forget_clock(*, site_id: int, pair: Pair) -> None:
    """A counter is gone: its clock is nobody's business in its area, nor anywhere if it was the last."""
    mine = LiveCount.objects.filter(site=site_id, camera_id=pair[0], ahead_seconds__gt=0)
    if mine.filter(area_id=pair[1]).update(ahead_seconds=0) and not mine.exists():
        _right(site_id, {pair[0]})


def _right(site_id: int, cameras: Iterable[int]) -> None:
    """A camera has one clock: it is right in the other areas too for which it counted."""
    for camera_id in cameras:
        mine = LiveCount.objects.filter(site=site_id, camera_id=camera_id, ahead_seconds__gt=0)
        mine.update(ahead_seconds=0)
        for key in (told_key(camera_id), refused_key(camera_id)):
            resolve_alert(site_id=site_id, dedup_key=key)


def _newest(fresh: Sequence[Reading]) -> dict[Pair, Reading]:
    found: dict[Pair, Reading] = {}
    for one in fresh:
        before = found.get(one.pair)
        found[one.pair] = one if before is None or one.at > before.at else before
    return found


def _noted(row: LiveCount, newest: Reading, by: timedelta | None, *, is_wrong: bool) -> bool:
    """Set the row's fields; True if they changed. A clock about as far ahead as it was is not right."""
    if newest.said_at is not None and by is not None:
        row.said_until = max(newest.said_at, row.said_until or newest.said_at)
        row.ahead_seconds = max(1, round(by.total_seconds())) if is_wrong else 0
        return True
    if by is not None or not row.ahead_seconds or newest.at != row.counted_at:
        return False
    row.ahead_seconds = 0
    return True


def _tell(site: Site, camera_id: int, seconds: int) -> None:
    what = f"{spoken(seconds)} ahead: what it reports is counted as it comes."
    tell_of_clock(site, camera_id, seconds, key=told_key(camera_id), what=what)


def tell_of_clock(site: Site, camera_id: int, seconds: int, *, key: str, what: str) -> None:
    camera = Camera.objects.filter(site=site, pk=camera_id).first()
    name = camera.name if camera else f"Camera {camera_id}"
    raise_alert(
        site_id=site.pk,
        kind="occupancy_clock",
        text=f"The clock of {name} is {what}",
        dedup_key=key,
        subject=camera,
        detail={"camera": camera_id, "ahead_seconds": seconds},
    )


def told_key(camera_id: int) -> str:
    return f"occupancy:clock:{camera_id}"


def refused_key(camera_id: int) -> str:
    return f"occupancy:clock-refused:{camera_id}"
