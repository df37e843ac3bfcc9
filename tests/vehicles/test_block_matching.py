"""Block-list matching: the very key is certain, one OCR confusion away is possible, more is not."""

from __future__ import annotations

import pytest

from vehicles.block_matching import (
    MOST_HALVED,
    BlockEntry,
    BlockMatch,
    lookup_halves,
    lookup_keys,
    lookup_skeletons,
    match_blocked,
    near_keys,
)
from vehicles.confusions import skeleton
from vehicles.plates import PlateRules, RuleMode, plate_key, read_plate

MATCHES = [
    ("the same plate", "KA01AB1234", "KA01AB1234", "certain"),
    ("the same, spaced otherwise", "ka 01 ab 1234", "KA01AB1234", "certain"),
    ("zero of the code left out", "DL1CAB1234", "DL01CAB1234", "certain"),
    ("zero of the number left out", "KA01EK171", "KA01EK0171", "certain"),
    ("foreign", "AB12 CDE", "AB12CDE", "certain"),
    ("O read for 0", "KAO1AB1234", "KA01AB1234", "possible"),
    ("legal read, B for 8", "KA01AB1234", "KA01AB1284", "none"),
    ("legal read, D for Q", "KA01AD1234", "KA01AQ1234", "possible"),
    ("I read for 1 where the code is short", "DLICAB1234", "DL1CAB1234", "possible"),
    ("O read for 0 where the number is short", "KA01EKO71", "KA01EK71", "possible"),
    ("mistyped in the list", "KA01AB1234", "KAO1AB1234", "possible"),
    ("mistyped in the list, in a figure left out", "DL1CAB1234", "DLO1CAB1234", "possible"),
    ("garbled badge", "1NDKA01AB1234", "KA01AB1234", "possible"),
    ("foreign, one confusion", "AB12 C0E", "AB12COE", "possible"),
    ("two confusions", "KAOIAB1234", "KA01AB1234", "none"),
    ("neighbour in the series", "KA01AB1234", "KA01AB1235", "none"),
    ("TS and TG clash but are two plates", "TS09AB1234", "TG09AB1234", "none"),
    ("one character more", "KA01AB1234", "KA01ABC1234", "none"),
    ("no series, code 1 or 12", "DL 1 2345", "DL 01 2345", "possible"),
    ("no series, code 12 or 1", "DL12345", "DL 12 0345", "possible"),
    ("no series, the list has it together", "DL 01 2345", "DL 1 2345", "possible"),
    ("a zero put in that nobody read", "KA01EK171", "KA01EKD171", "none"),
    ("the same zero, read", "KA01EK0171", "KA01EKD171", "possible"),
    ("no text", "", "KA01AB1234", "none"),
]


HALVES = [
    ("upper line", "KA51", "KA51AD6384", "possible"),
    ("upper line, misread", "KAS1", "KA51AD6384", "possible"),
    ("upper line, zero of the code left out", "DL1C", "DL01CAB1234", "possible"),
    ("lower line", "AD6384", "KA51AD6384", "possible"),
    ("lower line, zero of the number left out", "CAB123", "DL1CAB123", "possible"),
    ("lower line that is a state's", "MH1433", "KA51MH1433", "possible"),
    ("the middle", "51AD63", "KA51AD6384", "none"),
    ("too short to say", "KA5", "KA51AD6384", "none"),
    ("cut off", "KA51AD63", "KA51AD6384", "possible"),
    ("cut off, misread", "KA51A063", "KA51AD6384", "none"),
    ("no piece, all four figures", "KA51AD0063", "KA51AD6384", "none"),
    ("two confusions", "KASI", "KA51AD6384", "none"),
    ("a short plate, cut off", "77CD12", "77CD1234", "possible"),
    ("one without a series, cut off", "MH01567", "MH015678", "possible"),
    ("cut off, short", "KA01E71", "KA01E7123", "possible"),
    ("of before 1989, or a lower line", "CAB1234", "DL1CAB1234", "possible"),
    ("upper line of a trade plate", "MH12A1234", "MH12A1234TC0001", "possible"),
    ("upper line of a trade plate, misread", "MH12A1Z34", "MH12A1234TC0001", "none"),
    ("upper line of a trade plate, misread as one", "MH12A1284", "MH12A12B4TC0001", "possible"),
    ("no letter of a trade plate", "MH12K1234", "MH12K1234TC0001", "none"),
    ("upper line of an old trade plate", "HR26", "HR26TC7174", "possible"),
]


@pytest.mark.parametrize(("label", "read", "listed", "match"), HALVES, ids=[r[0] for r in HALVES])
def test_half_a_plate(label: str, read: str, listed: str, match: str) -> None:
    entry = BlockEntry(plate_key(listed), listed)
    expected = BlockMatch(possible=(entry,)) if match == "possible" else BlockMatch()
    assert match_blocked(read_plate(read), [entry]) == expected


@pytest.mark.parametrize("plates", [MOST_HALVED, MOST_HALVED + 1])
def test_half_of_many_plates_is_none_of_them(plates: int) -> None:
    entries = [BlockEntry(f"KA51AD{number:04}", "") for number in range(1, plates + 1)]
    found = match_blocked(read_plate("KA51AD"), entries).possible
    assert len(found) == (plates if plates == MOST_HALVED else 0)


def test_a_plate_legal_by_own_patterns_is_no_half() -> None:
    entry = BlockEntry("FWE50AB", "FWE50AB")
    own = PlateRules(RuleMode.PATTERNS, (r"[A-Z]{3}[0-9]{2}", r"[A-Z]{3}[0-9]{2}[A-Z]{2}"))
    assert match_blocked(read_plate("FWE50", own), [entry]) == BlockMatch()
    assert match_blocked(read_plate("FWE50"), [entry]).possible == (entry,)


@pytest.mark.parametrize(("label", "read", "listed", "match"), MATCHES, ids=[r[0] for r in MATCHES])
def test_matching(label: str, read: str, listed: str, match: str) -> None:
    entry = BlockEntry(plate_key(listed), listed)
    expected = {
        "certain": BlockMatch(certain=entry),
        "possible": BlockMatch(possible=(entry,)),
        "none": BlockMatch(),
    }
    reading = read_plate(read)
    assert match_blocked(reading, [entry]) == expected[match]
    assert (entry.key in lookup_keys(reading)) is (match != "none")
    assert (skeleton(entry.key) in lookup_skeletons(reading)) or match == "none"


def test_a_look_up_may_return_both() -> None:
    sure, maybe = BlockEntry("KA01AD1234", "KA01AD1234"), BlockEntry("KA01AQ1234", "KA01AQ1234")
    assert match_blocked(read_plate("KA01AD1234"), [maybe, sure]) == BlockMatch(sure, (maybe,))


def test_look_ups_are_bounded_and_begin_with_the_own_key() -> None:
    keys = lookup_keys(read_plate("KA01AB1234"))
    assert keys[0] == "KA01AB1234"
    assert len(keys) == len(set(keys)) == 13
    assert len(lookup_keys(read_plate("0" * 10_000))) == 97


def test_no_text_asks_nothing() -> None:
    assert lookup_keys(read_plate(" - ")) == ()
    assert lookup_skeletons(read_plate("")) == ()


def test_two_skeletons_serve_a_common_plate() -> None:
    # The second is that of KA01ABL0234: a 1 that was an L moves the series' end.
    skeletons = lookup_skeletons(read_plate("KA01AB1234"))
    assert skeletons == (skeleton("KA01AB1234"), skeleton("KA01ABL0234"))


def test_a_site_with_own_patterns_is_matched_alike() -> None:
    rules = PlateRules(RuleMode.PATTERNS, (r"[A-Z]{3}[0-9]{2}",))
    assert "FWE5O" in near_keys(read_plate("FWE50", rules))


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("KA01AB1234", (), ()),
        ("KA5", (), ()),
        ("KA51", ("KA51",), ("KA51", "KA0051")),
        ("DL1C", ("DL1C", "DL01C"), ("DL1C",)),
        ("CAB123", ("CAB123",), ("CAB123", "CAB0123")),
        ("77CD12", ("77CD12", "77CD012"), ()),
        ("MH12A1234", ("MH12A1234TC",), ()),
        ("INDKA51", ("INDKA51", "KA51"), ("INDKA51", "INDKA0051")),
        ("INDDL01C", ("DL01C",), ()),
        ("KA51AD638", ("KA51AD638",), ()),
        ("DL1CAB12", ("DL01CAB12", "DL01CAB012"), ()),
        ("KA51AD0638", (), ()),
        ("22BH1234A", ("22BH1234A",), ()),
    ],
)
def test_half_a_plate_is_looked_up_by_how_keys_begin_and_end(
    text: str, begins: tuple[str, ...], ends: tuple[str, ...]
) -> None:
    expected = tuple(map(skeleton, begins)), tuple(map(skeleton, ends))
    assert lookup_halves(read_plate(text)) == expected
