"""What the database took back for another's sake is done again."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.db import OperationalError

P = ParamSpec("P")
Result = TypeVar("Result")
TAKEN_BACK: Final = {"40001", "40P01"}
"""PostgreSQL's serialization_failure and deadlock_detected: nothing is stored, and nothing was wrong."""
TRIES: Final = 3
PAUSE_S: Final = 0.05
"""Before each further try, so that whoever waited for our locks has them before we ask again."""


def again_when_taken_back(work: Callable[P, Result]) -> Callable[P, Result]:
    """Do ``work`` again, up to three times in all, where it met somebody's locks crosswise.

    For functions that are atomic as a whole and safe to repeat. Within a transaction of the caller's
    it goes back to the savepoint, which sets free what was locked since. Any other error, and the
    last of these, is raised.
    """

    @wraps(work)
    def tried(*args: P.args, **kwargs: P.kwargs) -> Result:
        for number in range(1, TRIES):
            try:
                return work(*args, **kwargs)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", None) not in TAKEN_BACK:
                    raise
            time.sleep(PAUSE_S * number)
        return work(*args, **kwargs)

    return tried
