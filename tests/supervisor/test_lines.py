"""Bytes become lines whatever the chunks, in bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.supervisor.lines import LineSplitter


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        pytest.param([b"one\ntwo\n"], ["one", "two"], id="two in a chunk"),
        pytest.param([b"o", b"ne\nt", b"wo\n"], ["one", "two"], id="cut anywhere"),
        pytest.param([b"a\n\nb\n"], ["a", "", "b"], id="an empty line"),
        pytest.param([b"dos\r\n"], ["dos"], id="carriage return"),
        pytest.param([b"no end"], ["no end"], id="no line end at the close"),
        pytest.param([b"\xe2\x9c", b"\x85 done\n"], ["✅ done"], id="a character across chunks"),
        pytest.param([b"\xff\n"], ["�"], id="not UTF-8"),
        pytest.param([b"abcdefghijkl\n"], ["abcdefgh", "ijkl"], id="too long"),
        pytest.param([b"abcdef", b"ghijklmnopqrs"], ["abcdefgh", "ijklmnop", "qrs"], id="endless"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_lines(chunks: list[bytes], expected: list[str]) -> None:
    splitter = LineSplitter(longest=9 if b"\xe2" in b"".join(chunks) else 8)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    assert lines + splitter.close() == expected


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_no_byte_is_lost_and_none_is_kept_beyond_the_bound(chunks: list[bytes]) -> None:
    splitter = LineSplitter(longest=8)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    whole = b"".join(chunks).decode("latin-1")
    plain = [char for char in whole if char.isascii() and char not in "\r\n"]
    rest = splitter.close()
    assert all(len(line.encode("latin-1", "replace")) <= 8 for line in lines + rest)
    kept = [char for line in lines + rest for char in line if char.isascii() and char != "\r"]
    assert kept == plain
