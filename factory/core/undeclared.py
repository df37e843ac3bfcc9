"""Kinds of work that rows and bells name and this version does not declare.

An upgrade that removed a kind leaves them behind; one under way has old workers among the new.
"""

from __future__ import annotations

import logging
from functools import lru_cache

logger = logging.getLogger("factory.jobs")
REASON = "this version knows no kind of work named {kind}"


@lru_cache(maxsize=256)
def tell(kind: str, whose: str) -> None:
    """Say it once a process: the bell rings on, and the sweep looks every minute."""
    reason = REASON.format(kind=kind)
    logger.warning("⚠️ %s is left alone: %s (removed by an upgrade?)", whose, reason)
