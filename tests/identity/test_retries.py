"""The retry policy as tables, and the decorator's timeline on a sleep that only counts."""

from __future__ import annotations

import asyncio

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from factory.core.errors import TransientError
from identity.aws_retry import create_aws_retry_decorator
from identity.retries import RetryPolicy, equal_jitter, is_transient, transient_answer


def answered(code: str, status: int) -> ClientError:
    response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "SearchFacesByImage")  # type: ignore[arg-type]


ANSWERS = [
    ("ThrottlingException", 400, True),
    ("ThrottlingException", 500, True),
    ("ProvisionedThroughputExceededException", 400, True),
    ("InternalServerError", 500, True),
    ("ServiceUnavailable", 503, True),
    ("ServiceUnavailableException", 503, True),
    ("SomethingNew", 429, True),
    ("SomethingNew", 500, True),
    ("SomethingNew", 502, True),
    ("SomethingNew", 503, True),
    ("SomethingNew", 504, True),
    ("InvalidParameterException", 400, False),
    ("AccessDeniedException", 400, False),
    ("ImageTooLargeException", 400, False),
    ("InvalidImageFormatException", 400, False),
    ("ResourceNotFoundException", 400, False),
    ("ResourceAlreadyExistsException", 400, False),
    ("LimitExceededException", 400, False),
    ("SomethingNew", 400, False),
    ("SomethingNew", 501, False),
]


@pytest.mark.parametrize(("code", "status", "again"), ANSWERS)
def test_what_a_service_answers(code: str, status: int, again: bool) -> None:
    assert transient_answer(code, status) is again
    assert is_transient(answered(code, status)) is again


ERRORS = [
    ("read time-out", ReadTimeoutError(endpoint_url="x"), True),
    ("connect time-out", ConnectTimeoutError(endpoint_url="x"), True),
    ("connection closed", ConnectionClosedError(endpoint_url="x"), True),
    ("no such endpoint", EndpointConnectionError(endpoint_url="x"), True),
    ("Python's time-out", TimeoutError(), True),
    ("Python's reset", ConnectionResetError(), True),
    ("ours", TransientError(), True),
    ("no credentials", NoCredentialsError(), False),
    ("a wrong parameter", ParamValidationError(report="x"), False),
    ("a bug", ValueError("x"), False),
    ("a missing file", FileNotFoundError(), False),
]


@pytest.mark.parametrize(
    ("error", "again"), [row[1:] for row in ERRORS], ids=[r[0] for r in ERRORS]
)
def test_what_goes_wrong_on_the_way(error: Exception, again: bool) -> None:
    assert is_transient(error) is again


def test_delays_double_and_end() -> None:
    assert [RetryPolicy(4).delay(attempt) for attempt in range(1, 6)] == [1, 2, 4, 8, None]
    assert RetryPolicy(3).delay(4) is None
    assert RetryPolicy(0).delay(1) is None
    assert RetryPolicy(20).delay(20) == 60


def test_jitter_shortens_to_no_less_than_half() -> None:
    delays = [equal_jitter(8.0) for _ in range(200)]
    assert 4.0 <= min(delays) < 5.0
    assert 7.0 < max(delays) <= 8.0


class Flaky:
    """Raises each of ``errors`` in turn, then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self, picture: bytes) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return f"found in {len(picture)} bytes"


def test_the_guides_timeline() -> None:
    waits: list[float] = []
    seen: list[tuple[int, float, str]] = []
    flaky = Flaky(*[answered("ThrottlingException", 400)] * 3)
    call = create_aws_retry_decorator(
        max_retries=3,
        on_retry=lambda attempt, delay, error: seen.append((attempt, delay, str(error)[:18])),
        sleep=waits.append,
    )(flaky)
    assert call(b"abc") == "found in 3 bytes"
    assert waits == [1, 2, 4]
    assert [(attempt, delay) for attempt, delay, _ in seen] == [(1, 1), (2, 2), (3, 4)]
    assert seen[0][2] == "An error occurred "


def test_the_last_error_is_raised_as_it_came() -> None:
    waits: list[float] = []
    last = ReadTimeoutError(endpoint_url="x")
    flaky = Flaky(*[answered("InternalServerError", 500)] * 3, last)
    with pytest.raises(ReadTimeoutError) as caught:
        create_aws_retry_decorator(sleep=waits.append)(flaky)(b"")
    assert caught.value is last
    assert (flaky.calls, waits) == (4, [1, 2, 4])


def test_what_will_fail_again_is_not_tried_again() -> None:
    waits: list[float] = []
    flaky = Flaky(answered("AccessDeniedException", 400))
    with pytest.raises(ClientError):
        create_aws_retry_decorator(sleep=waits.append)(flaky)(b"")
    assert (flaky.calls, waits) == (1, [])


def test_jitter_by_choice() -> None:
    waits: list[float] = []
    flaky = Flaky(*[TimeoutError()] * 3)
    create_aws_retry_decorator(jitter=lambda s: s / 10, sleep=waits.append)(flaky)(b"")
    assert waits == [0.1, 0.2, 0.4]
    flaky = Flaky(TimeoutError())
    create_aws_retry_decorator(jitter=True, sleep=waits.append)(flaky)(b"")
    assert 0.5 <= waits[-1] <= 1


def test_it_keeps_the_functions_name() -> None:
    @create_aws_retry_decorator(max_retries=3)
    def search_faces_by_image(picture: bytes) -> int:
        return len(picture)

    assert search_faces_by_image.__name__ == "search_faces_by_image"
    assert search_faces_by_image(b"12") == 2


class Wavering:
    """An async function that fails some times, and what was waited for meanwhile."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.calls, self.slept = list(errors), 0, list[float]()

    async def call(self, answer: str) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return answer

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def test_an_async_function_is_awaited_again() -> None:
    wavering, told = Wavering(TimeoutError(), TimeoutError()), list[tuple[int, float]]()
    decorator = create_aws_retry_decorator(
        on_retry=lambda attempt, delay, _error: told.append((attempt, delay)), sleep=wavering.sleep
    )
    assert asyncio.run(decorator(wavering.call)("done")) == "done"
    assert (wavering.calls, wavering.slept, told) == (3, [1, 2], [(1, 1), (2, 2)])


def test_an_async_function_gives_up_as_others_do() -> None:
    wavering = Wavering(*(TimeoutError() for _ in range(5)))
    retrying = create_aws_retry_decorator(max_retries=1, sleep=wavering.slept.append)(wavering.call)
    with pytest.raises(TimeoutError):
        asyncio.run(retrying("done"))
    assert (wavering.calls, wavering.slept) == (2, [1])
    wavering = Wavering(KeyError("no such thing"))
    with pytest.raises(KeyError):
        asyncio.run(create_aws_retry_decorator()(wavering.call)("done"))
    assert wavering.calls == 1
