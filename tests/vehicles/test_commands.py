"""The commands: what they print, what they exit with, and that checking stores nothing."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from factory.sites.models import Site
from tests.builders import make_site
from tests.vehicles.builders import PLATE, allow, block
from vehicles import selectors
from vehicles.models import PlateRead, Vehicle

pytestmark = pytest.mark.django_db


def run(name: str, *args: str) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def check(*args: str) -> tuple[int, dict[str, Any]]:
    out, code = io.StringIO(), 0
    try:
        call_command("check_plate", *args, "--json", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("args", "code", "step", "said"),
    [
        (["KA 01 AB 1234"], 0, "decision", "may pass"),
        (["KA 01 AB 1234", "--confidence", "0.85"], 1, "confidence", "0.85 is not above 0.85"),
        (["KAO1AB1234"], 1, "format", "KA01AB1234 (O to 0)"),
        (["ZZ99QQ0000"], 1, "format", "not legal"),
        (["MH12DE5678"], 1, "block_list", "blocked: Stolen vehicle"),
        (["MH12DE567B"], 1, "block_list", "possibly blocked: MH12DE5678"),
        (["KA05MJ4821"], 0, "allow_list", "authorised"),
        (["🚗"], 1, "cleaned", "nothing left"),
    ],
)
def test_checking_explains(site: Site, args: list[str], code: int, step: str, said: str) -> None:
    block(site, "MH12DE5678")
    allow(site, "KA05MJ4821")
    ended, steps = check(*args)
    assert ended == code
    assert said in steps[step]
    assert not PlateRead.objects.exists()


def test_lists_that_cannot_be_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(selectors, "listed", gone)
    ended, steps = check(PLATE)
    assert (ended, steps["block_list"]) == (1, "could not be read")


def test_checking_in_lines(site: Site) -> None:
    lines = run("check_plate", PLATE).splitlines()
    assert lines[:2] == [f"cleaned: {PLATE}", f"key: {PLATE}"]


def test_blocking_and_unblocking(site: Site) -> None:
    run("block_plate", "ka 01 ab 1234", "Stolen vehicle", "--reported-by", "Officer_Smith")
    vehicle = Vehicle.objects.get()
    assert (vehicle.status, vehicle.reported_by) == ("BLOCKED", "Officer_Smith")
    assert "status: UNKNOWN" in run("unblock_plate", PLATE)


def test_of_a_site(site: Site) -> None:
    other = make_site()
    run("block_plate", PLATE, "Stolen", "--site", str(other.pk))
    assert Vehicle.objects.get().site == other


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("block_plate", "...", "Stolen"), "letters and digits"),
        (("block_plate", PLATE, " "), "why"),
        (("unblock_plate", PLATE), "on no list"),
        (("check_plate", PLATE, "--site", "99999"), "no site"),
    ],
)
def test_what_they_refuse(site: Site, args: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(*args)
