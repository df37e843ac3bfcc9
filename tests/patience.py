"""How long tests wait for what is to come, and how soon soon is: CI's machine is shared and may be slow.

Whatever comes in time is waited for no longer; a limit only ends what would hang.
"""

from __future__ import annotations

import os
from typing import Final

FACTOR: Final = 3 if os.environ.get("CI") == "true" else 1


def patient(seconds: float) -> float:
    """Return so many seconds, or several times as many in CI."""
    return seconds * FACTOR
