"""A payroll file as people open it: by openpyxl, and by LibreOffice as a page that can be printed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from attendance.payroll_table import TITLES
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site
from tests.services import require

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def payroll_file(folder: Path) -> Path:
    site = default_site()
    for name in ("Asha Thomas", "=HYPERLINK(0)", "Renée Müller-Łukasiewicz"):
        worker = make_employee(site, name=name, department="Assembly")
        assign(worker, make_shift(site, overtime_after_from_minutes=0), date(2026, 3, 2))
        check_in(worker, at=utc("2026-03-02 08:20"))
        check_out(worker, at=utc("2026-03-02 18:30"))
    file = folder / "march.xlsx"
    days = ("--from", "2026-03-02", "--to", "2026-03-03")
    call_command("payroll", *days, "--output", str(file))
    return file


def test_openpyxl_reads_titles_names_and_numbers(tmp_path: Path) -> None:
    sheet = load_workbook(payroll_file(tmp_path)).active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == TITLES
    assert [row[2] for row in rows] == [
        "Asha Thomas",
        "'=HYPERLINK(0)",
        "Renée Müller-Łukasiewicz",
    ]
    late = TITLES.index("Late minutes")
    assert [row[late] for row in rows] == [20, 20, 20]


def test_libreoffice_reads_every_cell(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    require(office, "LibreOffice Calc")
    file = payroll_file(tmp_path)
    command = [
        *(str(office), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
        # Commas, quotes, UTF-8: without them the locale decides, and CI has none.
        *(
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            str(file),
        ),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    lines = (tmp_path / "march.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",")[:3] == ["Employee id", "Employee code", "Name"]
    assert "'=HYPERLINK(0)" in lines[2]
    assert "Renée Müller-Łukasiewicz" in lines[3]
