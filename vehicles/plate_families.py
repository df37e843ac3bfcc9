"""The families of Indian number plates: their shapes, their examples and their canonical keys.

Shapes and sources: S.O. 444(E) of 1989 (standard: the number has up to four figures, the series
never I or O), rule 51B (Bharat), the vintage rules of 2021, rule 35 (trade), the notification of
March 2021 (temporary). "TS" and "TG" stay two states: a key is never moved from one to the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vehicles.state_codes import SPECIMEN_CODE, STATE_CODES


class Family(StrEnum):
    STANDARD = "standard"
    BHARAT = "bharat"
    VINTAGE = "vintage"
    TEMPORARY = "temporary"
    TRADE = "trade"
    TRADE_OLD = "trade_old"
    DIPLOMATIC = "diplomatic"
    ARMED_FORCES = "armed_forces"
    PRE_1989 = "pre_1989"
    OWN_PATTERN = "own_pattern"


@dataclass(frozen=True, slots=True)
class Plate:
    """A legal plate: `text` as read, `key` to compare by (code padded to 2, number to 4)."""

    text: str
    key: str
    family: Family
    state: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One family's shape; `expression` names the groups state, code, series and number."""

    family: Family
    example: str
    expression: re.Pattern[str]


_STATE = f"(?P<state>{'|'.join(sorted(STATE_CODES))})"
_TRADE_STATE = f"(?P<state>{'|'.join(sorted(STATE_CODES | {SPECIMEN_CODE}))})"
_LETTER = "[A-HJ-NP-Z]"
_TWO_FIGURES = "(?!00)[0-9]{2}"
_FOUR_FIGURES = "(?!0000)[0-9]{4}"
_SINCE_2021 = "(?:2[1-9]|[3-9][0-9])"
# Two figures first: without a series, DL21234 is code 21, number 234.
_CODE = "(?P<code>[1-9][0-9]|0?[1-9])"
_NUMBER = "(?P<number>(?!0+$)[0-9]{1,4})"


def _form(family: Family, example: str, expression: str) -> Form:
    return Form(family, example, re.compile(expression))


FORMS = (
    _form(
        Family.BHARAT, "22BH1234AA", f"{_SINCE_2021}(?P<series>BH){_FOUR_FIGURES}{_LETTER}{{1,2}}"
    ),
    _form(
        Family.TEMPORARY,
        "T1022AP0123A",
        f"T(?:0[1-9]|1[0-2]){_SINCE_2021}{_STATE}{_FOUR_FIGURES}{_LETTER}{{1,2}}",
    ),
    _form(
        Family.TRADE,
        "MH12A1234TC0001",
        f"{_TRADE_STATE}{_TWO_FIGURES}[A-HJ]{_FOUR_FIGURES}TC{_FOUR_FIGURES}",
    ),
    _form(Family.TRADE_OLD, "HR26TC7174", f"{_STATE}{_TWO_FIGURES}TC{_FOUR_FIGURES}"),
    _form(Family.VINTAGE, "MHVAAA2345", f"{_STATE}VA{_LETTER}{{2}}{_FOUR_FIGURES}"),
    _form(
        Family.DIPLOMATIC,
        "77CD12",
        f"(?P<code>(?!0+[CU])[0-9]{{1,3}})(?P<series>CD|CC|UN){_NUMBER}",
    ),
    _form(
        Family.ARMED_FORCES,
        "24B123456Z",
        f"[0-9]{{2}}{_LETTER}(?!0+{_LETTER})[0-9]{{4,6}}{_LETTER}",
    ),
    _form(Family.STANDARD, "KA01AB1234", f"{_STATE}{_CODE}(?P<series>{_LETTER}{{0,3}}){_NUMBER}"),
    # Only the last letter keeps the rule on I and O: Orissa's plates began with O.
    _form(Family.PRE_1989, "MMC8259", f"(?P<series>[A-HJ-Z]{{2}}{_LETTER}){_NUMBER}"),
)

# The few whose keys differ from their texts; a text of any other family is none of theirs.
_PADDED = tuple(form for form in FORMS if "number" in form.expression.groupindex)

EXAMPLES = {form.family: form.example for form in FORMS}


def parse_indian(text: str) -> Plate | None:
    """The plate that a cleaned text is, or None; the first family that fits wins."""
    for form in FORMS:
        if found := form.expression.fullmatch(text):
            return _plate(form, found)
    return None


def indian_key(text: str) -> str:
    """The key of the plate that a cleaned text is, and of any other text the text itself."""
    for form in _PADDED:
        if found := form.expression.fullmatch(text):
            return _key(text, found.groupdict())
    return text


def _plate(form: Form, found: re.Match[str]) -> Plate:
    parts = found.groupdict()
    return Plate(found.string, _key(found.string, parts), form.family, parts.get("state", ""))


def _key(text: str, parts: dict[str, str]) -> str:
    """Padded where the law lets figures be left out; the text itself in all other families."""
    if "number" not in parts:
        return text
    code = f"{int(parts['code']):02d}" if "code" in parts else ""
    return f"{parts.get('state', '')}{code}{parts['series']}{int(parts['number']):04d}"
