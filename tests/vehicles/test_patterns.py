"""A site's own patterns: other countries are read, and no pattern can stall a worker."""

from __future__ import annotations

import time

import pytest

from vehicles.patterns import MAX_PATTERN_LENGTH, MAX_PATTERNS, compile_patterns
from vehicles.plate_families import Family
from vehicles.plates import PlateRules, RuleMode, parse, read_plate

GERMAN = r"[A-ZÄÖÜ]{1,3}[A-Z]{1,2}[1-9][0-9]{0,3}[HE]?"
BRITISH = r"[A-Z]{2}[0-9]{2}[A-Z]{3}"


@pytest.mark.parametrize(
    ("label", "pattern", "text", "legal"),
    [
        ("German", GERMAN, "B-MW 1234 E", True),
        ("German, no Indian", GERMAN, "22BH1234AA", False),
        ("British", BRITISH, "ab12 cde", True),
        ("the whole text must fit", BRITISH, "AB12CDEF", False),
        ("anchors do no harm", rf"^{BRITISH}$", "AB12CDE", True),
        ("alternatives", r"(?:AB|CD)[0-9]{3,4}", "CD1234", True),
        ("open repetition", r"[A-Z]+[0-9]+", "ABC123", True),
        ("lazy repetition", r"[A-Z]+?[0-9]{2}", "ABC12", True),
        ("Chinese", "\u4eac[A-Z][A-Z0-9]{5}", "\u4eac A\u00b712345", True),
    ],
)
def test_a_site_reads_by_its_own_patterns(
    label: str, pattern: str, text: str, *, legal: bool
) -> None:
    plate = parse(text, PlateRules(RuleMode.PATTERNS, (pattern,)))
    assert (plate is not None) is legal
    assert plate is None or plate.family is Family.OWN_PATTERN


def test_the_key_of_a_foreign_plate_is_not_padded() -> None:
    rules = PlateRules(RuleMode.PATTERNS, (r"[A-Z]{3}[0-9]{2,3}",))
    assert read_plate("fwe 50", rules).text == "FWE50"


def test_any_of_several_patterns_will_do() -> None:
    rules = PlateRules(RuleMode.PATTERNS, (GERMAN, BRITISH))
    assert parse("AB12CDE", rules) is not None
    assert parse("MXY77", rules) is not None


@pytest.mark.parametrize(
    ("label", "patterns", "says"),
    [
        ("none", (), "Give 1 to"),
        ("too many", ("A",) * (MAX_PATTERNS + 1), "Give 1 to"),
        ("empty", ("",), "1 to 200 characters"),
        ("too long", ("A" * (MAX_PATTERN_LENGTH + 1),), "1 to 200 characters"),
        ("open bracket", ("[A-Z",), "not a regular expression"),
        ("open group", ("(A",), "not a regular expression"),
        ("huge bound", ("A{99999999999999999999}",), "not a regular expression"),
        ("nested repetition", ("(A+)+B",), "stall the gate"),
        ("nested three deep", ("(([A-Z]+)*)*1",), "stall the gate"),
        ("alternatives that overlap", ("(A|A)*B",), "stall the gate"),
        ("optional characters in a row", ("A?" * 20 + "A" * 20,), "stall the gate"),
        ("open repetitions in a row", (".*.*.*.*1",), "stall the gate"),
        ("dear together", (r"[A-Z]*[A-Z]*[0-9]",) * 5, "together"),
        ("back-reference", (r"([A-Z])\1[0-9]",), "groupref"),
        ("look-ahead", (r"(?=A)[A-Z]+",), "assert"),
        ("possessive", (r"[A-Z]++1",), "possessive repeat"),
    ],
)
def test_a_pattern_that_may_not_be_used_says_why(
    label: str, patterns: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        PlateRules(RuleMode.PATTERNS, patterns)


@pytest.mark.parametrize("pattern", [r"[A-Z]*[A-Z]*[A-Z]{0,3}1", r"(?:[A-Z]{1,2}){1,8}1", GERMAN])
def test_the_dearest_patterns_allowed_answer_at_once(pattern: str) -> None:
    (compiled,) = compile_patterns((pattern,))
    started = time.process_time()
    assert compiled.fullmatch("A" * 20) is None
    assert time.process_time() - started < 0.05


def test_patterns_are_only_checked_where_they_are_used() -> None:
    assert PlateRules(RuleMode.INDIA, ("[",)).mode is RuleMode.INDIA
