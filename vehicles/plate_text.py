"""Cleaning of plate text: what an OCR engine or a person wrote becomes plain capitals and digits.

Nothing here knows what a legal plate is, but for the "IND" badge of high-security plates.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_RAW_LENGTH = 10_000
"""Characters looked at; what follows these letters and figures in a longer text is ignored."""

MAX_PLATE_LENGTH = 20
"""Longest cleaned text that any rule may call a plate (India's longest, a trade plate, has 15)."""

MAX_TEXT_LENGTH = 32
"""Longest cleaned text; longer than a plate, so that a text cut here can never be legal."""

# Only beside six characters or more: "IN-DX 1234" is a plate of Ingolstadt, "34 IND 12" one of Istanbul.
_BADGES = ("INDIA", "BHARAT", "IND")
_SHORTEST_BESIDE_BADGE = 6
_WORDS = re.compile(r"[^\W_]+")

# Capitals that OCR engines with more than one alphabet return for the Latin ones; a slashed
# zero comes back as the Nordic letter.
_LOOKALIKES = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u00d8\u0141\u0110",
    "ABESIJKMHOPCTYXABEZHIKMNOPTYX0LD",
)
_KEPT_LETTERS = frozenset({"Lu", "Ll", "Lo"})


def clean(text: str) -> str:
    """Capitals and digits of a plate's text, at most MAX_TEXT_LENGTH of them; idempotent.

    Digits of every script become 0-9; accents go; Cyrillic and Greek lookalikes become Latin.
    A letter that has no Latin twin stays, so that leaving it out cannot make a text legal.
    Spaces, punctuation, arrows, emoji and an IND badge go: one that begins or ends the text, or is a word
    of it, since an engine tells it where it comes among the plate's lines.
    """
    # What lies between letters and figures may be long; a plate is not cut for it.
    kept = text if len(text) <= MAX_RAW_LENGTH else "".join(filter(str.isalnum, text))
    raw = kept[:MAX_RAW_LENGTH]
    told = _without_badge_words(raw)
    folded = _ascii(told) if told.isascii() else _fold(told)
    # Cut last: a text that is too long for a plate must not become one.
    return _without_badge(folded)[:MAX_TEXT_LENGTH]


def is_storable(text: str) -> bool:
    """Return whether a column can hold the text: not NUL, nor half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _ascii(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
    kept = "".join(map(_fold_character, decomposed.translate(_LOOKALIKES)))
    return unicodedata.normalize("NFC", kept)


@lru_cache(maxsize=1024)
def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character if category in _KEPT_LETTERS else ""


def _without_badge_words(text: str) -> str:
    capitals = text.upper()
    if not any(badge in capitals for badge in _BADGES):
        return text
    words = _WORDS.findall(text)
    kept = [word for word in words if word.upper() not in _BADGES]
    return text if len("".join(kept)) < _SHORTEST_BESIDE_BADGE else " ".join(kept)


def _without_badge(text: str) -> str:
    begin, end = 0, len(text)
    while badge := next((one for one in _BADGES if _begins(text, one, begin, end)), ""):
        begin += len(badge)
    # A text that was cut at its longest may end with anything.
    while end - begin < MAX_TEXT_LENGTH:
        badge = next((one for one in _BADGES if _ends(text, one, begin, end)), "")
        if not badge:
            break
        end -= len(badge)
    return text[begin:end]


def _begins(text: str, badge: str, begin: int, end: int) -> bool:
    return text.startswith(badge, begin, end) and _is_plate_beside(badge, begin, end)


def _ends(text: str, badge: str, begin: int, end: int) -> bool:
    return text.endswith(badge, begin, end) and _is_plate_beside(badge, begin, end)


def _is_plate_beside(badge: str, begin: int, end: int) -> bool:
    return end - begin - len(badge) >= _SHORTEST_BESIDE_BADGE
