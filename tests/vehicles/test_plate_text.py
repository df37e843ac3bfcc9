"""Cleaning: everything a reader or a keyboard may put around and into a plate."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from vehicles.plate_text import MAX_TEXT_LENGTH, clean

CASES = [
    ("nothing", "", ""),
    ("already clean", "KA01AB1234", "KA01AB1234"),
    ("lower case", "ka01ab1234", "KA01AB1234"),
    ("spaces and hyphens", " KA-01 AB.1234 ", "KA01AB1234"),
    ("bullet between the lines", "KA01\u2022AB1234", "KA01AB1234"),
    ("underscores of a padded model", "KA01AB1234__", "KA01AB1234"),
    ("no-break and zero-width space", "KA\u00a001\u200bAB1234", "KA01AB1234"),
    ("full-width", "\uff2b\uff21\uff10\uff11\uff21\uff22\uff11\uff12\uff13\uff14", "KA01AB1234"),
    ("Devanagari digits", "KA \u0966\u0967 AB \u0967\u0968\u0969\u096a", "KA01AB1234"),
    ("Arabic digits", "KA \u0660\u0661 AB \u0661\u0662\u0663\u0664", "KA01AB1234"),
    ("Cyrillic lookalikes", "\u041a\u041001\u0410\u04121234", "KA01AB1234"),
    ("Greek lookalikes in lower case", "\u03ba\u03b101\u03b1\u03b21234", "KA01AB1234"),
    ("slashed zero", "KA\u00d81AB1234", "KA01AB1234"),
    ("accents", "K\u00c1\u030a01\u00c4B1234", "KA01AB1234"),
    ("emoji around", "\U0001f697KA01AB1234\u2705", "KA01AB1234"),
    ("keycap digits", "KA0\ufe0f\u20e31AB1234", "KA01AB1234"),
    ("circled digit", "KA0\u2460AB1234", "KA01AB1234"),
    ("arrow of the forces", "\u219124B123456Z", "24B123456Z"),
    ("a letter without a twin stays", "\u4eacA12345", "\u4eacA12345"),
    ("Korean syllables stay whole", "12\uac003456", "12\uac003456"),
    ("badge", "IND KA01AB1234", "KA01AB1234"),
    ("badge in lower case, no space", "indka01ab1234", "KA01AB1234"),
    ("badge twice", "IND IND KA01AB1234", "KA01AB1234"),
    ("the country's name", "INDIA KA01AB1234", "KA01AB1234"),
    ("its other name", "BHARAT 22BH1234AA", "22BH1234AA"),
    ("badge with a short plate", "IND 77CD12", "77CD12"),
    ("Ingolstadt's letters are no badge", "IN-DX 1234", "INDX1234"),
    ("the badge alone", "IND", "IND"),
    ("badge behind the plate", "KA01AB1234 IND", "KA01AB1234"),
    ("badge behind it, no space", "KA01AB1234IND", "KA01AB1234"),
    ("the country's name behind it", "KA01AB1234\nINDIA", "KA01AB1234"),
    ("badge between two lines", "KA01AB\nIND\n1234", "KA01AB1234"),
    ("badges all round", "IND KA01 ind AB1234-IND", "KA01AB1234"),
    ("badge behind a short plate", "77CD12 IND", "77CD12"),
    ("letters of Istanbul are no badge", "34 IND 12", "34IND12"),
    ("letters at the end of a short plate are none", "AB12 IND", "AB12IND"),
    ("cut at its longest, what it ends with is none", "X" * 29 + "IND" + "X", "X" * 29 + "IND"),
]


@pytest.mark.parametrize(("label", "raw", "cleaned"), CASES, ids=[row[0] for row in CASES])
def test_cleaning(label: str, raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_a_long_text_is_cut_past_the_length_of_any_plate() -> None:
    assert clean("A1" * 5_000) == "A1" * (MAX_TEXT_LENGTH // 2)


def test_every_character_of_unicode_folds_to_a_fixed_point() -> None:
    assigned = (chr(code) for code in range(sys.maxunicode + 1))
    letters = (one for one in assigned if unicodedata.category(one)[0] in "LNM")
    assert not [hex(ord(one)) for one in letters if clean(once := clean(one)) != once]
