"""One rate for all workers: calls are spaced evenly, and who must wait is told for how long.

A caller that must wait gets a place, kept under its name: when it comes back at that moment it goes
through, so that nobody waits twice and a crowd does not jostle. Nobody sleeps for a place: the
sighting's row waits, and Celery brings it back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from identity.engines.shared import SECOND, SharedStateGone, evaluate

FARTHEST_SECONDS = 100.0
"""No places are given further ahead: Celery holds a waiting message for 180 s at most."""
KEPT_SECONDS = 2.0
"""So long a place stays good after its moment; later the caller queues again, or many would come
through at once after a pause of the workers."""

# KEYS: the next free moment, this caller's place. ARGV: interval, farthest, kept, all in µs.
TAKE = """
local place = tonumber(redis.call('GET', KEYS[2]) or nil)
if place then
  if place > now then return place - now end
  redis.call('DEL', KEYS[2])
  return 0
end
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or nil) or 0, now)
local wait = free - now
if wait > tonumber(ARGV[2]) then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', free + ARGV[1]), 'PX', 300000)
if wait > 0 then
  local stays = math.ceil((wait + ARGV[3]) / 1000)
  redis.call('SET', KEYS[2], string.format('%.0f', free), 'PX', stays)
end
return wait
"""


@dataclass(slots=True)
class Pace:
    """The same rule within one process, for while Redis is away. May be used from any thread."""

    per_second: float
    monotonic: Callable[[], float] = time.monotonic
    _free: float = 0.0
    _places: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, caller: str) -> float:
        """Return 0 where the caller may go now, else the seconds until its place."""
        with self._lock:
            now = self.monotonic()
            old = now - KEPT_SECONDS
            self._places = {name: at for name, at in self._places.items() if at >= old}
            place = self._places.get(caller)
            if place is None:
                return self._taken(caller, now)
            if place <= now:
                del self._places[caller]
            return max(place - now, 0.0)

    def _taken(self, caller: str, now: float) -> float:
        start = max(self._free, now)
        if start - now <= FARTHEST_SECONDS:
            self._free = start + 1 / self.per_second
            if start > now:
                self._places[caller] = start
        return start - now


class RateLimit:
    """``per_second`` calls in all workers together; 0 is no limit.

    While Redis is away each process keeps to an equal share among ``processes``.
    """

    def __init__(self, name: str, *, per_second: float, processes: int) -> None:
        self.per_second = per_second
        self._key = f"factory:rate:{name}"
        self._alone = Pace(per_second / processes) if per_second else None

    def wait(self, caller: str) -> float:
        """Return 0 where the caller may go now, else the seconds after which to ask again."""
        if self._alone is None:
            return 0.0
        times = (1 / self.per_second, FARTHEST_SECONDS, KEPT_SECONDS)
        try:
            keys = (self._key, f"{self._key}:{caller}")
            return float(evaluate(TAKE, keys, *(round(t * SECOND) for t in times))) / SECOND
        except SharedStateGone:
            return self._alone.wait(caller)
