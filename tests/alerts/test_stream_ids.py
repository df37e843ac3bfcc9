"""Positions in the stream, and what can still be told."""

from __future__ import annotations

import pytest

from factory.alerts.stream_ids import StreamId, read_id, replayable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1700000000000-0", StreamId(1700000000000, 0)),
        (" 12-3 ", StreamId(12, 3)),
        ("", None),
        ("12", None),
        ("12-", None),
        ("-1-0", None),
        ("12-3\n", StreamId(12, 3)),
        ("1e3-0", None),
        ("9" * 40 + "-0", None),
        ("$", None),
    ],
)
def test_reading(text: str, expected: StreamId | None) -> None:
    assert read_id(text) == expected


def test_order_is_by_number_and_not_by_text() -> None:
    assert StreamId(9, 0) < StreamId(10, 0) < StreamId(10, 2) < StreamId(10, 11)
    assert str(StreamId(10, 11)) == "10-11"


OLD, MIDDLE, NEW = StreamId(10, 0), StreamId(20, 0), StreamId(30, 0)


@pytest.mark.parametrize(
    ("last", "oldest", "newest", "expected"),
    [
        pytest.param(MIDDLE, OLD, NEW, True, id="within"),
        pytest.param(OLD, OLD, NEW, True, id="the oldest itself"),
        pytest.param(NEW, OLD, NEW, True, id="nothing new"),
        pytest.param(OLD, MIDDLE, NEW, False, id="trimmed"),
        pytest.param(NEW, OLD, MIDDLE, False, id="of a stream that was lost"),
        pytest.param(MIDDLE, None, None, False, id="the stream is empty now"),
        pytest.param(StreamId(0, 0), OLD, NEW, True, id="from the start, all of it"),
        pytest.param(StreamId(0, 0), None, None, True, id="from the start of nothing"),
        pytest.param(StreamId(-1, 0), OLD, NEW, False, id="no id at all"),
    ],
)
def test_what_can_be_told_again(
    last: StreamId, oldest: StreamId | None, newest: StreamId | None, expected: bool
) -> None:
    assert replayable(last, oldest, newest) is expected
