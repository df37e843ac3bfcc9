"""Headers and rows: which column is which, blank rows, and rows that come twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factory.core.errors import Invalid
from factory.exchange import tables
from factory.exchange.rows import plain
from factory.exchange.tables import Line, header_and_rest, read_header, read_lines
from tests.exchange.importing import DEVICES

COLUMNS = DEVICES.columns


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Employee Code*", "employee_code"), (" NAME ", "name"), ("e-mail", "e_mail"), ("*", "")],
)
def test_headings_are_read_plainly(heading: str, name: str) -> None:
    assert plain(heading) == name


def test_columns_are_found_by_name_or_alias_in_any_order() -> None:
    header = read_header(["Kind", "colour", "DEVICE", ""], COLUMNS)
    assert header.places == {"kind": 0, "name": 2}
    assert header.unknown == ("colour",)


@pytest.mark.parametrize(
    ("cells", "said"),
    [(["kind"], "must name these columns: name"), (["name", "Device"], "there twice")],
)
def test_a_header_that_does_not_serve(cells: list[str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_header(cells, COLUMNS)


def lines(*cells: list[str]) -> list[Line]:
    header, rest, first = header_and_rest(iter(cells), COLUMNS)
    return list(read_lines(rest, header, DEVICES.mark_of, first=first))


def test_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    found = lines([""], ["name", "kind"], ["A", "edge"], ["", ""], ["B"])
    assert found == [
        Line(3, {"name": "A", "kind": "edge"}),
        Line(5, {"name": "B", "kind": ""}),
    ]


def test_a_row_that_comes_twice_names_its_twin() -> None:
    assert [line.twin for line in lines(["name"], ["A"], ["B"], ["a"], ["A"])] == [None, None, 2, 2]


def test_what_is_alike_is_the_kind_s_own_to_say() -> None:
    kind = replace(DEVICES, alike=lambda cell: cell.replace("0", ""))
    rows = iter([["A01"], ["A1"], [""], ["B1"]])
    found = read_lines(rows, read_header(["name"], kind.columns), kind.mark_of)
    assert [line.twin for line in found] == [None, 2, None]


def test_rows_without_a_key_are_no_twins() -> None:
    assert [line.twin for line in lines(["name", "kind"], ["", "edge"], ["", "edge"])] == [None] * 2


def test_an_empty_file() -> None:
    with pytest.raises(Invalid, match="empty"):
        lines([""])


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="split the file"):
        lines(["name"], ["A"], ["B"], ["C"])
