"""When a call to Amazon Rekognition is tried again, and after how long: the policy and its decorator.

Transient are the codes that AWS's developer guide marks "OK to retry" (error handling), service
failures by HTTP status, time-outs and broken connections. Everything else will fail again.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from inspect import isawaitable, iscoroutinefunction
from itertools import count
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

from factory.core.errors import TransientError

P = ParamSpec("P")
R = TypeVar("R")
OnRetry: TypeAlias = Callable[[int, float, BaseException], None]
Jitter: TypeAlias = Callable[[float], float]

# AWS answers an overload with ThrottlingException as 400 and as 500; "service unavailable" is not
# in Rekognition's model and arrives in either spelling, with status 503.
TRANSIENT_CODES = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "InternalServerError",
        "InternalFailure",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "RequestTimeout",
        "RequestTimeoutException",
    }
)
TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})
# By name, so that this module asks for no SDK: botocore's own errors of time and connection.
TRANSIENT_NAMES = frozenset(
    {"HTTPClientError", "ConnectionError", "ConnectTimeoutError", "EndpointConnectionError"}
)
LONGEST_SECONDS = 60.0


def transient_answer(code: str, status: int) -> bool:
    """Return whether a service's error answer may be a success next time."""
    return code in TRANSIENT_CODES or status in TRANSIENT_STATUSES


def is_transient(error: BaseException) -> bool:
    """Return whether the call that raised ``error`` is worth another try.

    Understands botocore's ClientError by its ``response``, its connection errors by name, Python's
    own TimeoutError and ConnectionError, and our TransientError.
    """
    answer = getattr(error, "response", None)
    if isinstance(answer, Mapping):
        return transient_answer(*code_and_status(answer))
    if isinstance(error, TransientError | TimeoutError | ConnectionError):
        return True
    return any(kind.__name__ in TRANSIENT_NAMES for kind in type(error).__mro__)


def code_and_status(answer: Mapping[str, Any]) -> tuple[str, int]:
    """Return the error code and HTTP status of a ClientError's ``response``."""
    code = str(answer.get("Error", {}).get("Code", ""))
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code, int(status)


def no_jitter(seconds: float) -> float:
    return seconds


def equal_jitter(seconds: float) -> float:
    """Return between half and all of the delay: a crowd spreads out, and nobody comes back at once."""
    return random.uniform(seconds / 2, seconds)  # noqa: S311 - spreads load, guards nothing


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """``max_retries`` further tries after the first, 1, 2, 4, 8 … seconds apart, at most a minute."""

    max_retries: int = 3
    jitter: Jitter = no_jitter

    def delay(self, attempt: int) -> float | None:
        """Return the seconds to wait after the ``attempt``-th try (1 is the first); None gives up."""
        if attempt > self.max_retries:
            return None
        return self.jitter(min(2.0 ** (attempt - 1), LONGEST_SECONDS))

    def delay_after(self, attempt: int, error: BaseException) -> float | None:
        """Return the seconds to wait after ``error``; None where another try has no point."""
        return self.delay(attempt) if is_transient(error) else None


ROUNDS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""After whose retries work is tried again by itself: an outage of a working day is slept through."""


def next_round(rounds: int) -> timedelta | None:
    """Return when work whose retries are used up is tried again, after ``rounds`` such rounds; None
    where it waits for a person: the error has not passed long enough.
    """
    return ROUNDS[rounds] if rounds < len(ROUNDS) else None


def create_aws_retry_decorator(
    max_retries: int = 3,
    on_retry: OnRetry | None = None,
    *,
    jitter: Jitter | bool = False,
    sleep: Callable[[float], Any] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that calls a function, or awaits an ``async`` one, again after a transient
    error. An ``async`` one waits by ``asyncio.sleep``, so that others go on meanwhile.

    The waits are exactly 1, 2, 4, 8 … s; ``jitter=True`` shortens each at random to no less than
    half, or give a function of seconds. ``on_retry(attempt, delay, error)`` is called before each
    wait. What is not transient, and the last error, are raised as they came. The function must be
    safe to repeat; give the SDK one attempt of its own, or tries multiply.
    """
    spread = (equal_jitter if jitter else no_jitter) if isinstance(jitter, bool) else jitter
    policy = RetryPolicy(max_retries=max_retries, jitter=spread)

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if iscoroutinefunction(function):
            awaited = _awaited(function, policy, on_retry or _silent, sleep or asyncio.sleep)
            return cast("Callable[P, R]", awaited)

        @wraps(function)
        def retrying(*args: P.args, **kwargs: P.kwargs) -> R:
            call = partial(function, *args, **kwargs)
            return _persist(call, policy, on_retry or _silent, sleep or time.sleep)

        return retrying

    return decorate


def _persist(
    call: Callable[[], R], policy: RetryPolicy, on_retry: OnRetry, sleep: Callable[[float], None]
) -> R:
    for attempt in count(1):
        try:
            return call()
        except Exception as error:
            delay = policy.delay_after(attempt, error)
            if delay is None:
                raise
            on_retry(attempt, delay, error)
            sleep(delay)
    raise AssertionError("counting does not end")  # pragma: no cover


def _awaited(
    function: Callable[P, Awaitable[R]],
    policy: RetryPolicy,
    on_retry: OnRetry,
    sleep: Callable[[float], Any],
) -> Callable[P, Awaitable[R]]:
    @wraps(function)
    async def retrying(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in count(1):
            try:
                return await function(*args, **kwargs)
            except Exception as error:
                delay = policy.delay_after(attempt, error)
                if delay is None:
                    raise
                on_retry(attempt, delay, error)
                waited = sleep(delay)
                if isawaitable(waited):
                    await waited
        raise AssertionError("counting does not end")  # pragma: no cover

    return retrying


def _silent(_attempt: int, _delay: float, _error: BaseException) -> None:
    """Be the callback of those who do not watch."""
