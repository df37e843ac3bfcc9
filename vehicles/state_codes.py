"""The letters of India's states and union territories, as they stand on number plates."""

from __future__ import annotations

# TS (until March 2024) and TG are one state, yet never one plate: repainted vehicles clash.
# OR and UA are the older letters of OD and UK, DD and DN those before the merger.
_CODES = """
AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK
TG TN TR TS UA UK UP WB
"""

STATE_CODES = frozenset(_CODES.split())

SPECIMEN_CODE = "AB"
"""Stands for the state in the specimen of a trade plate (Central Motor Vehicles Rules, rule 35)."""
