"""The local engine, as settings have it."""

from __future__ import annotations

from identity.engines.local import LocalEngine


def make() -> LocalEngine:
    return LocalEngine()
