"""The running demo asked over the API, and what its scenes' scripts promise."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from streaming.scenes.catalogue import scene
from streaming.scenes.fleet import FLEET
from tests.patience import patient
from tests.system.clone import Run

STANDING = {one.plate: one.standing for one in FLEET}
DECISIONS = {"authorised": "AUTHORIZED", "blocked": "BLOCKED", "unknown": "UNKNOWN"}
Row = dict[str, Any]
Rows = list[Row]
BEFORE, AFTER = timedelta(hours=2), timedelta(hours=4)
"""How far around a shift of the demo a punch belongs to it."""


class Demo:
    """Asked by its administrator; ``since`` is when the asking began."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._headers = {"Content-Type": "application/json"}
        word = {"username": "admin", "password": run.password()}
        token = self._answer("auth/token", json.dumps(word).encode())["token"]
        self._headers["Authorization"] = f"Bearer {token}"
        self.since = datetime.now(UTC).isoformat()

    def rows(self, path: str, **filters: Any) -> Rows:
        found: Rows = self.get(path, **filters)["results"]
        return found

    def get(self, path: str, **filters: Any) -> Any:
        return self._answer(f"{path}?{urlencode(filters, doseq=True)}")

    def _answer(self, path: str, body: bytes | None = None) -> Any:
        asked = urllib.request.Request(self._run.url(f"/api/v1/{path}"), body, self._headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    def wait(self, rows: Callable[[], Rows], seconds: float) -> Rows:
        deadline = time.monotonic() + patient(seconds)
        while not (found := rows()):
            assert time.monotonic() < deadline, self._run.log()[-4000:]
            time.sleep(0.5)
        return found

    def held_to_its_day(self, punch: Row) -> None:
        """Wait until a punch begins the day of its shift; in nobody's window it may begin none."""
        eve = datetime.fromisoformat(punch["at"]).date() - timedelta(days=1)

        def days() -> Rows:
            return self.rows("attendance-days", employee=punch["employee"], start_date=eve)

        if any(belongs(punch, day) for day in self.wait(days, 60)):
            self.wait(
                lambda: [day for day in days() if day["first_in"] and belongs(punch, day)], 60
            )
        else:
            assert punch["at"] not in {day["first_in"] for day in days()}


def belongs(punch: Row, day: Row) -> bool:
    """Return whether a punch lies in the window of a day's shift."""
    at, start, end = map(datetime.fromisoformat, (punch["at"], day["start"], day["end"]))
    return start - BEFORE <= at < end + AFTER


def crossings_a_minute(minutes: int = 10) -> float:
    """Return how often people cross by the scene's own script, seed 7 as the demo's camera has it."""
    view = scene("gate-line", seed=7, width=128, height=72, fps=15)
    frames = range(minutes * 60 * 15)
    return sum(one.crossing is not None for n in frames for one in view.truth(n)) / minutes
