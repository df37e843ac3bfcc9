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


def names(value: Any) -> Any:
    """Return an answer's names all the way down; of a list those of its first."""
    if isinstance(value, dict):
        return {name: names(inner) for name, inner in value.items()}
    return [names(inner) for inner in value[:1]] if isinstance(value, list) else ...
