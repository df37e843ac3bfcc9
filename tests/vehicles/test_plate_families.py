"""Legal Indian plates, family by family: each row is what must be read, and by what key."""

from __future__ import annotations

import pytest

from vehicles.plate_families import EXAMPLES, Family, parse_indian
from vehicles.plates import parse

STANDARD = [
    ("the specification's example", "KA01AB1234", "KA01AB1234", "KA"),
    ("spaced and lower case", "ka 01 ab 1234", "KA01AB1234", "KA"),
    ("hyphens", "MH-12-AB-1234", "MH12AB1234", "MH"),
    ("dots", "TN.06.H.7223", "TN06H7223", "TN"),
    ("two lines", "KA 01\nAB 1234", "KA01AB1234", "KA"),
    ("one series letter", "KA01C1234", "KA01C1234", "KA"),
    ("three series letters", "KL07CAA1234", "KL07CAA1234", "KL"),
    ("no series", "MH015678", "MH015678", "MH"),
    ("no series, three figures", "MH01567", "MH010567", "MH"),
    ("three figures", "KA01EK171", "KA01EK0171", "KA"),
    ("the same padded", "KA01EK0171", "KA01EK0171", "KA"),
    ("two figures", "UP15XY12", "UP15XY0012", "UP"),
    ("one figure", "AP02BK1", "AP02BK0001", "AP"),
    ("the same padded to two", "AP02BK01", "AP02BK0001", "AP"),
    ("the last of a series", "RJ14CZ9999", "RJ14CZ9999", "RJ"),
    ("Delhi, one-figure code, car", "DL1CAB1234", "DL01CAB1234", "DL"),
    ("the same with its zero", "DL01CAB1234", "DL01CAB1234", "DL"),
    ("Delhi, category and one letter", "DL7CQ1939", "DL07CQ1939", "DL"),
    ("Delhi, category alone", "DL2C6011", "DL02C6011", "DL"),
    ("Delhi, category alone, two-figure code", "DL10C6011", "DL10C6011", "DL"),
    ("Delhi, another district", "DL3CBD1234", "DL03CBD1234", "DL"),
    ("Delhi, all A and 1", "DL1CAA1111", "DL01CAA1111", "DL"),
    ("Delhi, two-wheeler", "DL3SAB1234", "DL03SAB1234", "DL"),
    ("Delhi, two-wheeler, S alone beside C", "DL3CS1111", "DL03CS1111", "DL"),
    ("Delhi, code of two figures", "DL11CAA1111", "DL11CAA1111", "DL"),
    ("Delhi, regular", "DL10CA1234", "DL10CA1234", "DL"),
    ("Delhi, bus", "DL1PC1234", "DL01PC1234", "DL"),
    ("Delhi, rickshaw", "DL1RX1234", "DL01RX1234", "DL"),
    ("Delhi, taxi", "DL1TA1234", "DL01TA1234", "DL"),
    ("Delhi, electric", "DL3EV1234", "DL03EV1234", "DL"),
    ("Gujarat, one-figure code", "GJ5AB1234", "GJ05AB1234", "GJ"),
    ("Bihar, one-figure code", "BR8G12", "BR08G0012", "BR"),
    ("no series: code 2 or 21, so nothing is put in", "DL21234", "DL21234", "DL"),
    ("Telangana before 2024", "TS09AB1234", "TS09AB1234", "TS"),
    ("Telangana since 2024 is another plate", "TG09AB1234", "TG09AB1234", "TG"),
    ("Odisha", "OD02AB1234", "OD02AB1234", "OD"),
    ("Orissa", "OR02AB1234", "OR02AB1234", "OR"),
    ("Uttarakhand", "UK07AB1234", "UK07AB1234", "UK"),
    ("Uttarakhand, older", "UA07AB1234", "UA07AB1234", "UA"),
    ("Ladakh", "LA01A1234", "LA01A1234", "LA"),
    ("Dadra and Daman", "DD03A1234", "DD03A1234", "DD"),
    ("Chhattisgarh", "CG04MF1234", "CG04MF1234", "CG"),
    ("Jammu and Kashmir", "JK01AB1234", "JK01AB1234", "JK"),
]
OTHERS = [
    ("Bharat, two letters", "22BH1234AA", "22BH1234AA", Family.BHARAT),
    ("Bharat, one letter", "22BH1234A", "22BH1234A", Family.BHARAT),
    ("Bharat, spaced", "22 BH 1234 AA", "22BH1234AA", Family.BHARAT),
    ("Bharat, first year", "21BH0001C", "21BH0001C", Family.BHARAT),
    ("vintage", "MHVAAA2345", "MHVAAA2345", Family.VINTAGE),
    ("vintage, spaced", "KA VA BC 0007", "KAVABC0007", Family.VINTAGE),
    ("temporary, one letter", "T1022AP0123A", "T1022AP0123A", Family.TEMPORARY),
    ("temporary, two letters", "T1223MH0123ZZ", "T1223MH0123ZZ", Family.TEMPORARY),
    ("temporary, spaced", "T 01 24 KA 0009 BC", "T0124KA0009BC", Family.TEMPORARY),
    ("trade, the rule's specimen", "AB12A1234TC0001", "AB12A1234TC0001", Family.TRADE),
    ("trade, a state's", "MH12J0042TC0311", "MH12J0042TC0311", Family.TRADE),
    ("trade, older", "HR26TC7174", "HR26TC7174", Family.TRADE_OLD),
    ("diplomatic", "77CD12", "77CD0012", Family.DIPLOMATIC),
    ("diplomatic, spaced", "77 CD 12", "77CD0012", Family.DIPLOMATIC),
    ("diplomatic, one-figure country", "7CD1", "07CD0001", Family.DIPLOMATIC),
    ("diplomatic, country padded to three", "077CD12", "77CD0012", Family.DIPLOMATIC),
    ("consular", "199CC0123", "199CC0123", Family.DIPLOMATIC),
    ("consular, zero left out", "199CC123", "199CC0123", Family.DIPLOMATIC),
    ("United Nations", "23UN1", "23UN0001", Family.DIPLOMATIC),
    ("armed forces", "24B123456Z", "24B123456Z", Family.ARMED_FORCES),
    ("armed forces, arrow first", "\u219124B123456Z", "24B123456Z", Family.ARMED_FORCES),
    ("armed forces, arrow third", "03^D153874H", "03D153874H", Family.ARMED_FORCES),
    ("armed forces, four figures", "15A1234K", "15A1234K", Family.ARMED_FORCES),
    ("armed forces, five figures", "99C12345W", "99C12345W", Family.ARMED_FORCES),
    ("before 1989", "MMC8259", "MMC8259", Family.PRE_1989),
    ("before 1989, spaced, three figures", "MMC 825", "MMC0825", Family.PRE_1989),
    ("before 1989, one figure", "DLA 7", "DLA0007", Family.PRE_1989),
    ("before 1989, Orissa", "ORA1234", "ORA1234", Family.PRE_1989),
]


@pytest.mark.parametrize(("label", "text", "key", "state"), STANDARD, ids=[r[0] for r in STANDARD])
def test_a_standard_plate_is_read(label: str, text: str, key: str, state: str) -> None:
    plate = parse(text)
    assert plate is not None
    assert (plate.family, plate.key, plate.state) == (Family.STANDARD, key, state)


@pytest.mark.parametrize(("label", "text", "key", "family"), OTHERS, ids=[r[0] for r in OTHERS])
def test_a_plate_of_another_family_is_read(label: str, text: str, key: str, family: Family) -> None:
    plate = parse(text)
    assert plate is not None
    assert (plate.family, plate.key) == (family, key)


def test_the_text_stays_as_read_beside_the_key() -> None:
    plate = parse("ka01ek171")
    assert plate is not None
    assert (plate.text, plate.key) == ("KA01EK171", "KA01EK0171")


@pytest.mark.parametrize(("family", "example"), EXAMPLES.items())
def test_each_family_shows_an_example_of_its_own(family: Family, example: str) -> None:
    plate = parse_indian(example)
    assert plate is not None
    assert plate.family is family


def test_every_indian_family_has_an_example() -> None:
    assert set(EXAMPLES) == set(Family) - {Family.OWN_PATTERN}
