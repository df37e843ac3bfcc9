"""Small files, small functions, a sentence at the head of each module: measured, not hoped for.

The bounds are those of the smallest production code among the projects we compare ourselves with.
"""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("factory", "streaming", "identity", "vehicles", "occupancy", "attendance")
Function = ast.FunctionDef | ast.AsyncFunctionDef
SOURCES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and path.read_text().strip()
)
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}
FILE_LINES = {path: len(path.read_text().splitlines()) for path in SOURCES}


def _lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


FUNCTIONS = {
    f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": _lines(node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, Function)
}
LARGEST_FILE, LARGEST_FUNCTION = 250, 40


def test_files() -> None:
    lines = list(FILE_LINES.values())
    assert median(lines) <= 65
    assert quantiles(lines, n=10)[-1] <= 130


def test_functions() -> None:
    lines = list(FUNCTIONS.values())
    assert median(lines) <= 6
    assert quantiles(lines, n=10)[-1] <= 15


def test_no_file_is_large() -> None:
    large = {
        str(path.relative_to(ROOT)): lines
        for path, lines in FILE_LINES.items()
        if lines > LARGEST_FILE
    }
    assert large == {}


def test_no_function_is_large() -> None:
    large = {name: lines for name, lines in FUNCTIONS.items() if lines > LARGEST_FUNCTION}
    assert large == {}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(TREES[path])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_ours_is_imported_late(path: Path) -> None:
    late = [
        ast.unparse(inner)
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if _imports_ours(inner)
    ]
    assert late == []


def _imports_ours(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in APPS
    return isinstance(node, ast.Import) and any(a.name.split(".")[0] in APPS for a in node.names)
