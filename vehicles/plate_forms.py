"""The shapes of the families of Indian number plates, and an example of each.

Sources: S.O. 444(E) of 1989 (standard: the number has up to four figures, the series never I or O),
rule 51B (Bharat), the vintage rules of 2021, rule 35 (trade), the notification of March 2021
(temporary).
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
_CODE = "(?P<code>[1-9][0-9]|0?[1-9])"
_ZERO_LED = "(?P<code>0[1-9])(?P<series>)"
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
    _form(Family.STANDARD, "KA01AB1234", f"{_STATE}{_CODE}(?P<series>{_LETTER}{{1,3}}){_NUMBER}"),
    # Without a series three or four figures, though the law knows one: KA51 and MH1433 are far more
    # often one line of a plate of two.
    _form(Family.STANDARD, "MH010567", f"{_STATE}{_ZERO_LED}(?P<number>(?!0+$)[0-9]{{3,4}})"),
    # DL21234 is code 2 or code 21: nothing is put in where it may not belong.
    _form(Family.STANDARD, "DL21234", f"{_STATE}[1-9][0-9]?{_FOUR_FIGURES}"),
    # Only the last letter keeps the rule on I and O: Orissa's plates began with O.
    _form(Family.PRE_1989, "MMC8259", f"(?P<series>[A-HJ-Z]{{2}}{_LETTER}){_NUMBER}"),
)

# Legal nowhere without a series; it has the key of its padded form all the same.
SHORT_NUMBER = re.compile(f"{_STATE}{_ZERO_LED}{_NUMBER}")

EXAMPLES = {form.family: form.example for form in reversed(FORMS)}
