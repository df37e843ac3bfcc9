"""A circuit breaker whose state all workers share: closed, open, and half open for one probe.

Only failures of the service count: an answer of any kind, "access denied" included, shows that it is
there. The healthy path writes nothing.
"""

from __future__ import annotations

from identity.engines import circuit_rules as rules
from identity.engines.circuit_rules import CircuitState, OwnMemory, Permit
from identity.engines.shared import SECOND, SharedStateGone, evaluate

# KEYS: the circuit. Answers wait in µs, and failures so far (-1: this call is the probe).
ASK = f"""
local c = redis.call('HMGET', KEYS[1], 'failures', 'open_until', 'probe_until')
local open_until, probe_until = tonumber(c[2] or nil) or 0, tonumber(c[3] or nil) or 0
if open_until == 0 then return {{0, tonumber(c[1] or nil) or 0}} end
if now < open_until then return {{open_until - now, 0}} end
if now < probe_until then return {{{rules.LOOK_AGAIN_SECONDS * SECOND:.0f}, 0}} end
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


class SharedMemory:
    """In Redis, for all workers; raises SharedStateGone."""

    def __init__(self, name: str) -> None:
        self._keys = (f"factory:circuit:{name}",)

    def ask(self) -> Permit:
        wait, failures = evaluate(ASK, self._keys, round(rules.PROBE_SECONDS * SECOND))
        return Permit(wait / SECOND, max(failures, 0), probe=failures < 0)

    def failed(self, permit: Permit) -> bool:
        times = (round(s * SECOND) for s in (rules.FIRST_SECONDS, rules.LONGEST_SECONDS))
        return bool(evaluate(FAILED, self._keys, rules.FAILURES, *times, int(permit.probe)))

    def answered(self, permit: Permit) -> None:
        evaluate(ANSWERED, self._keys, int(permit.probe))

    def look(self) -> CircuitState:
        is_open, left = evaluate(LOOK, self._keys)
        return CircuitState(bool(is_open), left / SECOND)


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
