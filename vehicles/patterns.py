"""A site's own plate patterns: regular expressions that cannot bring a worker to its knees.

A pattern's cost is bounded before it is used: the ways it could be matched against the longest
plate are counted on Python's own parse of it, with every open repetition taken at that length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, repeat

# The parser behind re.compile: private, yet the only reading of a pattern that cannot differ
# from what will be matched.
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from vehicles.plate_text import MAX_PLATE_LENGTH

MAX_PATTERNS = 20
MAX_PATTERN_LENGTH = 200
MAX_WAYS = 2_000
"""Ways of matching, over all patterns of a site; twenty letters against it take well under 1 ms."""

_SINGLE = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN", "AT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT"})


@lru_cache(maxsize=256)
def compile_patterns(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, ready for fullmatch on cleaned text (capitals and digits, no separators).

    Raises ValueError that names the pattern: none or too many patterns, one that is empty, too
    long, not a regular expression, or with look-around, back-references or too many ways to match.
    """
    if not 1 <= len(patterns) <= MAX_PATTERNS:
        raise ValueError(f"Give 1 to {MAX_PATTERNS} plate patterns, not {len(patterns)}.")
    compiled = tuple(map(_compiled, patterns))
    if sum(map(_ways_of, patterns)) > MAX_WAYS:
        raise ValueError(f"The plate patterns together have over {MAX_WAYS} ways to match a plate.")
    return compiled


def _compiled(pattern: str) -> re.Pattern[str]:
    if not 1 <= len(pattern) <= MAX_PATTERN_LENGTH:
        raise ValueError(f"A plate pattern has 1 to {MAX_PATTERN_LENGTH} characters.")
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(
            f"Plate pattern {pattern!r} is not a regular expression: {error}."
        ) from error


def _ways_of(pattern: str) -> int:
    try:
        ways = _ways(_parser.parse(pattern))
    except NotImplementedError as error:
        raise ValueError(
            f"Plate pattern {pattern!r} uses {error}; classes, groups, alternatives and repetition"
            " are what a plate needs."
        ) from error
    if ways > MAX_WAYS:
        raise ValueError(
            f"Plate pattern {pattern!r} has over {MAX_WAYS} ways to match one plate and could"
            " stall the gate; nest no repetitions and give them bounds such as {1,3}."
        )
    return ways


def _ways(sequence: Any) -> int:
    total = 1
    for operation, argument in sequence:
        total = _capped(total * _ways_of_item(str(operation), argument))
    return total


def _ways_of_item(operation: str, argument: Any) -> int:
    if operation in _SINGLE:
        return 1
    if operation in _REPEATS:
        return _ways_of_repeat(*argument)
    if operation not in _NESTED:
        raise NotImplementedError(operation.lower().replace("_", " "))
    return _NESTED[operation](argument)


def _ways_of_repeat(least: int, most: int, body: Any) -> int:
    """One to the power of each allowed count, added up; a count past a plate's length is none."""
    highest = min(int(most), MAX_PLATE_LENGTH)
    powers = accumulate(
        repeat(_ways(body), highest), lambda one, two: _capped(one * two), initial=1
    )
    return _capped(sum(list(powers)[least:]))


def _ways_of_branch(argument: Any) -> int:
    _, branches = argument
    return _capped(sum(map(_ways, branches)))


def _ways_of_group(argument: Any) -> int:
    return _ways(argument[-1])


_NESTED: dict[str, Callable[[Any], int]] = {
    "BRANCH": _ways_of_branch,
    "SUBPATTERN": _ways_of_group,
}


def _capped(ways: int) -> int:
    return min(ways, MAX_WAYS + 1)
