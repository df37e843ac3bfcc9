"""Rows as one parameter: what goes in comes out, on either database."""

from __future__ import annotations

from datetime import date

import pytest

from occupancy.statements.rowsets import array_text, fetch, rowset
from tests.occupancy.builders import utc

COLUMNS = {"n": "bigint", "at": "timestamptz", "day": "date", "yes": "boolean"}


def test_arrays_hold_numbers_truths_and_times_only() -> None:
    assert array_text([1, None, True, False]) == "{1,NULL,t,f}"
    assert array_text([date(2026, 6, 1)]) == '{"2026-06-01"}'
    with pytest.raises(TypeError):
        array_text(["'); DROP TABLE"])


@pytest.mark.django_db
@pytest.mark.postgres
def test_rows_come_back_in_their_order() -> None:
    moment, day = utc("2026-06-10T12:00:00.000001"), date(2026, 6, 10)
    rows = rowset("r", COLUMNS, [(1, moment, day, True), (None, moment, day, False)])
    found = fetch(f"SELECT n, yes FROM {rows.sql}", rows.params)
    assert [(n, bool(yes)) for n, yes in found] == [(1, True), (None, False)]
