"""Exports of ticked rows: what is in a cell, and that it is written down who took them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from factory.exchange.admin_mixins import cell_of

ROW: Any = SimpleNamespace(
    name="Asha",
    nobody=None,
    day=date(2026, 1, 31),
    at=datetime(2026, 1, 31, 2, tzinfo=UTC),
    hours=["08:00-17:00"],
    site=SimpleNamespace(name="Pune"),
)


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("name", "Asha"),
        ("nobody", None),
        ("nobody__name", None),
        ("day", date(2026, 1, 31)),
        ("site__name", "Pune"),
        ("hours", "['08:00-17:00']"),
    ],
)
def test_cells(path: str, cell: Any) -> None:
    assert cell_of(ROW, path) == cell


def test_times_are_the_readers() -> None:
    with timezone.override(ZoneInfo("Asia/Kolkata")):
        assert str(cell_of(ROW, "at")) == "2026-01-31 07:30:00+05:30"
