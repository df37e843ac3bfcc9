"""Texts that are no legal Indian plate: noise, impossible plates and misreads."""

from __future__ import annotations

import pytest

from vehicles.plates import PlateRules, RuleMode, clean, parse, plate_key, read_plate

ILLEGAL = [
    ("empty", ""),
    ("blank", " \t\n "),
    ("punctuation", "--.--"),
    ("emoji", "\U0001f697\U0001f697"),
    ("I and O in the series", "MH12IO1234"),
    ("I in the series", "MH12AI1234"),
    ("O alone in the series", "MH12O1234"),
    ("no such state, number 0", "ZZ99QQ0000"),
    ("no such state, code 0", "XX00AA0000"),
    ("no such state", "ZZ99QQ1234"),
    ("number 0", "KA01AB0000"),
    ("number 0 in one figure", "KA01AB0"),
    ("code 0", "KA00AB1234"),
    ("code 0 in one figure", "KA0AB1234"),
    ("five figures", "KA01AB12345"),
    ("four series letters", "KA01ABCD1234"),
    ("three-figure code", "KA101AB1234"),
    ("no number", "KA01AB"),
    ("state and code alone", "KA01"),
    ("figures alone", "1234567890"),
    ("letters alone", "KARNATAKA"),
    ("the upper line of KA51 AD6384", "KA51"),
    ("the upper line of DL1C AB1234", "DL1C"),
    ("the lower line of KA51 MH1433", "MH1433"),
    ("the lower line of TN22 AP7788", "AP7788"),
    ("the lower line of DL1C AB1234", "AB1234"),
    ("no series, one-figure code, three figures", "DL1234"),
    ("no series, number 0", "DL20000"),
    ("O for 0 in the code", "KAO1AB1234"),
    ("I for 1 in the code", "KA0IAB1234"),
    ("S for 5 in the number", "KA01AB12S4"),
    ("8 for B in the series", "KA01A81234"),
    ("the specimen's state on no trade plate", "AB12CD1234"),
    ("the word on a bonnet", "C00D"),
    ("a company's lettering", "TATA MOTORS"),
    ("a camera's clock", "2026-11-24 08:15:03"),
    ("a telephone number", "+91 98450 12345"),
    ("two plates in one text", "KA01AB1234 MH12AB1234"),
    ("a plate with a word behind it", "KA01AB1234X"),
    ("a plate cut at nine characters", "A25AB1542"),
    ("a plate with a Chinese letter", "\u4eacKA01AB1234"),
    ("a plate with Devanagari letters", "\u092e\u0939\u093e12AB1234"),
    ("Bharat before it began", "20BH1234AA"),
    ("Bharat, number 0", "22BH0000AA"),
    ("Bharat, I in the letters", "22BH1234AI"),
    ("Bharat without letters", "22BH1234"),
    ("Bharat, 8 for B", "228H1234AA"),
    ("vintage, number 0", "MHVAAA0000"),
    ("vintage, three figures", "MHVAAA234"),
    ("vintage, no such state", "ZZVAAA2345"),
    ("temporary, thirteenth month", "T1322AP0123A"),
    ("temporary, month 0", "T0022AP0123A"),
    ("temporary, before it began", "T1020AP0123A"),
    ("temporary, no such state", "T1022ZZ0123A"),
    ("temporary without letter", "T1022AP0123"),
    ("trade, class K", "MH12K1234TC0001"),
    ("trade, class I", "MH12I1234TC0001"),
    ("trade, no such state", "ZZ12A1234TC0001"),
    ("trade, number 0", "MH12A1234TC0000"),
    ("trade cut at ten characters", "AB12A1234T"),
    ("diplomatic, country 0", "00CD12"),
    ("diplomatic, number 0", "77CD0"),
    ("diplomatic, four-figure country", "1234CD12"),
    ("diplomatic, five-figure number", "77CD12345"),
    ("diplomatic, other letters", "77CX12"),
    ("armed forces, three figures", "24B123Z"),
    ("armed forces, seven figures", "24B1234567Z"),
    ("armed forces, no check letter", "24B123456"),
    ("armed forces, O as check letter", "24B123456O"),
    ("armed forces, number 0", "24B0000Z"),
    ("before 1989, number 0", "MMC0"),
    ("before 1989, five figures", "MMC82590"),
    ("before 1989, O last: a misread KA01234", "KAO1234"),
    ("before 1989, I first", "IMC8259"),
    ("a British plate", "AB12 CDE"),
    ("a German plate", "B-MW 1234 E"),
]


@pytest.mark.parametrize(("label", "text"), ILLEGAL, ids=[row[0] for row in ILLEGAL])
def test_no_legal_plate_and_yet_a_key_for_the_lists(label: str, text: str) -> None:
    reading = read_plate(text)
    assert reading.plate is None
    assert parse(text) is None
    assert reading.key == reading.text == plate_key(text)


def test_a_short_plate_without_a_series_waits_and_is_found_by_its_padded_key() -> None:
    reading = read_plate("MH0156")
    assert (reading.plate, reading.key) == (None, "MH010056")


def test_ten_thousand_characters_are_no_plate_and_stay_bounded() -> None:
    reading = read_plate("KA01AB1234" * 1_000)
    assert reading.plate is None
    assert not reading.corrections
    assert len(reading.key) == 32


@pytest.mark.parametrize("text", ["IND" * 8 + "KA01AB1234", "KA01AB1234" + " KA01" * 8])
def test_a_long_text_is_not_cut_to_a_plate_that_was_not_read(text: str) -> None:
    assert read_plate(text).text in {"KA01AB1234", clean(text)}
    assert read_plate("IND" * 3_000 + "KA01AB12345").plate is None


def test_a_plate_among_ten_thousand_blanks_is_read() -> None:
    assert plate_key(" " * 5_000 + "KA01AB1234" + "." * 4_990) == "KA01AB1234"
    assert plate_key(" " * 9_992 + "KA01AB1234" + "." * 9_990) == "KA01AB1234"


STRICT = PlateRules(RuleMode.STRICT)


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("KA01AB1234", True),
        ("ka 01 ab 1234", True),
        ("KA01C1234", True),
        ("HR26TC7174", True),
        ("ZZ99QQ0000", True),
        ("MH12IO1234", True),
        ("DL1CAB1234", False),
        ("KL07CAA1234", False),
        ("KA01EK171", False),
        ("22BH1234AA", False),
        ("MMC8259", False),
        ("KA01AB1234\n", True),
        ("KAO1AB1234", False),
    ],
)
def test_strict_is_the_one_expression_of_the_specification(text: str, *, legal: bool) -> None:
    assert (parse(text, STRICT) is not None) is legal


OWN = PlateRules(
    RuleMode.PATTERNS, ("[A-Z]{2}[0-9]{1,2}[A-Z]{1,3}[0-9]{1,4}", "[A-Z]{2}[0-9]{5,6}")
)


@pytest.mark.parametrize("rules", [PlateRules(), STRICT, OWN], ids=lambda rules: rules.mode)
@pytest.mark.parametrize(
    "text", ["KA01EK171", "DL1CAB1234", "77CD12", "KA01AB1234", "FOREIGN1", "FWE50"]
)
def test_a_key_is_the_same_by_all_rules(text: str, rules: PlateRules) -> None:
    reading = read_plate(text, rules)
    assert {reading.key, reading.plate.key if reading.plate else reading.key} == {plate_key(text)}


def test_two_plates_of_a_country_whose_numbers_vary_in_length_stay_two() -> None:
    """TG is Thurgau too."""
    assert plate_key("TG 12345") != plate_key("TG 120345")
