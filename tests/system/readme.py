"""The README's commands and what it says they answer, read from the README itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.system.processes import ROOT

SECTION = "## The first five calls"
BLOCK = re.compile(r"^```(?P<kind>bash|json)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Call:
    """A command, and the answer printed below it."""

    command: str
    answer: Any

    @property
    def name(self) -> str:
        found = re.search(r"localhost:8000/api/([\w/-]+)", self.command)
        assert found, self.command
        return found[1].removeprefix("v1/")


def sign_in() -> str:
    """Return the commands that set AUTH."""
    return _blocks()[0][1]


def calls() -> list[Call]:
    """Return every command that stands directly above its answer, in their order."""
    return [
        Call(text, json.loads(answer))
        for (kind, text), (below, answer) in pairwise(_blocks())
        if (kind, below) == ("bash", "json")
    ]


def _blocks() -> list[tuple[str, str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition(SECTION)[2].partition("\n## ")[0]
    return [(found["kind"], found["text"]) for found in BLOCK.finditer(section)]


FIGURES = {
    *("read", "event", "hour", "period_start", "records_processed", "duration_seconds"),
    *("next_run_time", "last_run_time", "total_files", "total_size_mb", "files", "size_mb"),
    *("frames_read", "viewers", "fps", "decode_ms", "encode_ms", "frame_at", "since"),
    *("ms", "frames"),
}
"""What another day, machine or moment answers otherwise; all else is the same wherever it is asked."""


def fixed(value: Any, name: str = "") -> Any:
    """Return an answer with the kinds of its figures in their places."""
    if isinstance(value, dict):
        return {key: fixed(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [fixed(inner) for inner in value]
    return _kind(value) if name in FIGURES else value


def _kind(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if is_number else type(value).__name__
