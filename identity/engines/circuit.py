"""A circuit breaker whose state all workers share: closed, open, and half open for one probe.

Only failures of the service count: an answer of any kind, "access denied" included, shows that it is
there. The healthy path writes nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from identity.engines.shared import SECOND, SharedStateGone, evaluate

FAILURES = 10
"""So many in a row open it: chance brings three in ten to that once in 170,000 calls."""
FIRST_SECONDS, LONGEST_SECONDS = 10.0, 300.0
"""How long it stays open: doubled with each probe that fails."""
PROBE_SECONDS = 15.0
"""A probe that has not come back by then was lost; longer than an engine's time-outs together."""
LOOK_AGAIN_SECONDS = 2.0
"""For those who come while the probe is under way."""

# KEYS: the circuit. Answers wait in µs, and failures so far (-1: this call is the probe).
ASK = f"""
local c = redis.call('HMGET', KEYS[1], 'failures', 'open_until', 'probe_until')
local open_until, probe_until = tonumber(c[2] or nil) or 0, tonumber(c[3] or nil) or 0
if open_until == 0 then return {{0, tonumber(c[1] or nil) or 0}} end
if now < open_until then return {{open_until - now, 0}} end
if now < probe_until then return {{{LOOK_AGAIN_SECONDS * SECOND:.0f}, 0}} end
redis.call('HSET', KEYS[1], 'probe_until', string.format('%.0f', now + ARGV[1]))
return {{0, -1}}
"""
# ARGV: failures that open it, first and longest time in µs, 1 for a probe. Answers 1 where it opens.
FAILED = """
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local is_open = redis.call('HEXISTS', KEYS[1], 'open_until') == 1
if is_open and ARGV[4] == '0' or failures < tonumber(ARGV[1]) then return 0 end
local times = redis.call('HINCRBY', KEYS[1], 'times', 1)
local open_until = now + math.min(ARGV[2] * 2 ^ (times - 1), ARGV[3])
redis.call('HSET', KEYS[1], 'open_until', string.format('%.0f', open_until), 'probe_until', 0)
return 1
"""
# ARGV: 1 for a probe. A late answer to a call from before does not close it; only the probe does.
ANSWERED = """
if ARGV[1] == '1' then redis.call('DEL', KEYS[1])
elseif redis.call('HEXISTS', KEYS[1], 'open_until') == 0 then redis.call('DEL', KEYS[1]) end
return 1
"""
LOOK = """
local open_until = redis.call('HGET', KEYS[1], 'open_until')
return {open_until and 1 or 0, math.max((tonumber(open_until or nil) or 0) - now, 0)}
"""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to make a call, unless ``wait`` seconds are left; ``failures`` came before it."""

    wait: float = 0.0
    failures: int = 0
    probe: bool = False


@dataclass(frozen=True, slots=True)
class CircuitState:
    """Whether calls are held back, and for how many seconds until the next probe."""

    is_open: bool
    seconds: float = 0.0


class Memory(Protocol):
    """Where a circuit is remembered."""

    def ask(self) -> Permit: ...

    def failed(self, permit: Permit) -> bool: ...

    def answered(self, permit: Permit) -> None: ...

    def look(self) -> CircuitState: ...


class SharedMemory:
    """In Redis, for all workers; raises SharedStateGone."""

    def __init__(self, name: str) -> None:
        self._keys = (f"factory:circuit:{name}",)

    def ask(self) -> Permit:
        wait, failures = evaluate(ASK, self._keys, round(PROBE_SECONDS * SECOND))
        return Permit(wait / SECOND, max(failures, 0), probe=failures < 0)

    def failed(self, permit: Permit) -> bool:
        times = (round(s * SECOND) for s in (FIRST_SECONDS, LONGEST_SECONDS))
        return bool(evaluate(FAILED, self._keys, FAILURES, *times, int(permit.probe)))

    def answered(self, permit: Permit) -> None:
        evaluate(ANSWERED, self._keys, int(permit.probe))

    def look(self) -> CircuitState:
        is_open, left = evaluate(LOOK, self._keys)
        return CircuitState(bool(is_open), left / SECOND)


@dataclass(slots=True)
class OwnMemory:
    """Within one process, for while Redis is away. May be used from any thread."""

    monotonic: Callable[[], float] = time.monotonic
    _failures: int = 0
    _times: int = 0
    _open_until: float = 0.0
    _probe_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> Permit:
        with self._lock:
            now = self.monotonic()
            if not self._open_until:
                return Permit(failures=self._failures)
            if now < self._open_until:
                return Permit(wait=self._open_until - now)
            if now < self._probe_until:
                return Permit(wait=LOOK_AGAIN_SECONDS)
            self._probe_until = now + PROBE_SECONDS
            return Permit(probe=True)

    def failed(self, permit: Permit) -> bool:
        with self._lock:
            self._failures += 1
            late = bool(self._open_until) and not permit.probe
            if late or self._failures < FAILURES:
                return False
            stays = min(FIRST_SECONDS * 2.0**self._times, LONGEST_SECONDS)
            self._times += 1
            self._open_until, self._probe_until = self.monotonic() + stays, 0.0
            return True

    def answered(self, permit: Permit) -> None:
        with self._lock:
            if permit.probe or not self._open_until:
                self._failures, self._times, self._open_until, self._probe_until = 0, 0, 0.0, 0.0

    def look(self) -> CircuitState:
        left = max(self._open_until - self.monotonic(), 0.0)
        return CircuitState(bool(self._open_until), left)


class Circuit:
    """The shared circuit, or this process's own while Redis is away."""

    def __init__(self, name: str) -> None:
        self._shared, self._own = SharedMemory(name), OwnMemory()

    def ask(self) -> Permit:
        """Return a permit; one with a ``wait`` is none yet."""
        try:
            return self._shared.ask()
        except SharedStateGone:
            return self._own.ask()

    def failed(self, permit: Permit) -> bool:
        """Count a failure of the service; return whether the circuit opened by it."""
        try:
            return self._shared.failed(permit)
        except SharedStateGone:
            return self._own.failed(permit)

    def answered(self, permit: Permit) -> None:
        """Note that the service answered; writes only where something was amiss."""
        if not permit.probe and not permit.failures:
            return
        try:
            self._shared.answered(permit)
        except SharedStateGone:
            self._own.answered(permit)

    def look(self) -> CircuitState:
        try:
            return self._shared.look()
        except SharedStateGone:
            return self._own.look()
