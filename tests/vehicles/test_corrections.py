"""Mending by position: what an illegal read could have been, with the edits that say so."""

from __future__ import annotations

import pytest

from vehicles.confusions import Edit, confusions_between, one_confusion_away, skeleton
from vehicles.corrections import MAX_CANDIDATES, MAX_EDITS
from vehicles.plates import PlateRules, RuleMode, read_plate

MENDED = [
    ("O for 0 in the code", "KAO1AB1234", ["KA01AB1234"]),
    ("I for 1 in the code", "KA0IAB1234", ["KA01AB1234"]),
    ("L for 1 in the code", "KA0LAB1234", ["KA01AB1234"]),
    ("both in the code", "KAOIAB1234", ["KA01AB1234"]),
    ("S for 5 in the number", "KA01AB123S", ["KA01AB1235"]),
    ("Z for 2 in the number", "KA01AB1Z34", ["KA01AB1234"]),
    ("G for 6 in the number", "KA01AB12G4", ["KA01AB1264"]),
    ("8 for B in the series", "KA01A81234", ["KA01AB1234"]),
    ("5 for S in the series", "KA015A1234", ["KA01SA1234"]),
    ("4 for A in the state", "K401AB1234", ["KA01AB1234"]),
    ("6 for G in the state", "6J05AB1234", ["GJ05AB1234"]),
    ("7 for T in the state", "7N06H7223", ["TN06H7223"]),
    ("0 for O or D in the state", "0D05AB1234", ["DD05AB1234", "OD05AB1234"]),
    ("Q for O or D in the state", "QD05AB1234", ["DD05AB1234", "OD05AB1234"]),
    ("I for L in the state", "DI1CAB1234", ["DL1CAB1234"]),
    ("0 in the series is never O", "KA010B1234", ["KA01DB1234", "KA01QB1234"]),
    ("O in the series is never O", "KA01AO1234", ["KA01AD1234", "KA01AQ1234"]),
    ("I in the series is L", "MH12AI1234", ["MH12AL1234"]),
    ("Delhi's code or its series", "DL1O1234", ["DL101234", "DL1D1234", "DL1Q1234"]),
    ("Bharat", "228H1234AA", ["22BH1234AA"]),
    ("Bharat's year", "Z2BH1234AA", ["22BH1234AA"]),
    ("vintage", "MHV4AA2345", ["MHVAAA2345"]),
    ("temporary", "TI022AP0123A", ["T1022AP0123A"]),
    ("temporary, its first letter", "71022AP0123A", ["T1022AP0123A"]),
    ("older trade", "HR267C7174", ["HR26TC7174"]),
    ("new trade", "MH12A12347C0001", ["MH12A1234TC0001"]),
    ("diplomatic", "77C012", ["77CD12"]),
    ("armed forces", "248123456Z", ["24B123456Z"]),
    ("before 1989", "MMC82S9", ["MMC8259"]),
    ("badge garbled", "1NDKA01AB1234", ["KA01AB1234"]),
    ("badge and code", "IN0KAO1AB1234", ["KA01AB1234"]),
]
HOPELESS = [
    ("three confusions", "KAOIABIZ34S"),
    ("no confusion leads there", "KA01AB12E4"),
    ("no such state near", "WH12AB1234"),
    ("a word", "C00D"),
    ("number 0", "KA01AB0000"),
    ("too long", "KA01AB1234KA01AB1234K"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("label", "text", "plates"), MENDED, ids=[row[0] for row in MENDED])
def test_the_likely_plates(label: str, text: str, plates: list[str]) -> None:
    reading = read_plate(text)
    assert [one.plate.text for one in reading.corrections] == plates
    assert reading.text == text


@pytest.mark.parametrize(("label", "text"), HOPELESS, ids=[row[0] for row in HOPELESS])
def test_no_guess_where_confusions_do_not_explain_the_read(label: str, text: str) -> None:
    assert read_plate(text).corrections == ()


def test_a_legal_read_is_not_mended() -> None:
    assert read_plate("KA01AB1234").corrections == ()


def test_edits_are_listed_by_position_in_the_text_as_read() -> None:
    (correction,) = read_plate("IN0KAO1AB1234").corrections
    assert correction.edits == (Edit(0, "IN0", ""), Edit(5, "O", "0"))


def test_candidates_are_few_and_near() -> None:
    corrections = read_plate("0D0500Q1234").corrections
    assert len(corrections) <= MAX_CANDIDATES
    assert all(len(one.edits) <= MAX_EDITS for one in corrections)


def test_own_patterns_are_mended_by_trial() -> None:
    rules = PlateRules(RuleMode.PATTERNS, (r"[A-Z]{2}[0-9]{5}",))
    assert [one.plate.text for one in read_plate("BS47O40", rules).corrections] == ["BS47040"]


def test_strict_proposes_only_what_strict_accepts() -> None:
    corrections = read_plate("KAO1AB1234", PlateRules(RuleMode.STRICT)).corrections
    assert [one.plate.text for one in corrections] == ["KA01AB1234"]
    assert read_plate("DLICAB1234", PlateRules(RuleMode.STRICT)).corrections == ()


@pytest.mark.parametrize(
    ("read", "other", "positions"),
    [
        ("KA01", "KA01", []),
        ("KAO1", "KA01", [2]),
        ("KAOI", "KA0L", [2, 3]),
        ("KA01", "KA02", None),
        ("KA01", "KA011", None),
    ],
)
def test_confusions_between_texts(read: str, other: str, positions: list[int] | None) -> None:
    edits = confusions_between(read, other)
    assert (None if edits is None else [edit.position for edit in edits]) == positions


def test_every_text_one_confusion_away_has_the_same_skeleton() -> None:
    near = set(one_confusion_away("KA01"))
    assert near == {"K401", "KAO1", "KAD1", "KAQ1", "KA0I", "KA0L"}
    assert {skeleton(text) for text in near} == {skeleton("KA01")}
