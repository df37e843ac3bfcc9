"""The vehicle list from a file: each row's rules, and chunks written in few statements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factory.audit.models import Entry
from factory.core.errors import Invalid
from factory.exchange.importers import Batch
from factory.exchange.rows import Outcome, Row, Verdict
from factory.sites.models import Site
from tests.builders import default_site, make_user
from tests.vehicles.builders import PLATE, allow, block
from vehicles.importing import VEHICLES, take_vehicles, values_of
from vehicles.models import Recheck, Vehicle

UTC_ZONE, KOLKATA = ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def row(number: int = 2, /, **values: str) -> Row:
    return Row(number, {"plate": PLATE} | values)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"status": "banned"}, "status"),
        ({"kind": "spaceship"}, "kind"),
        ({"status": "BLOCKED"}, "reason"),
        ({"status": "Blocked", "reason": ""}, "reason"),
        ({"valid_until": "tomorrow"}, "valid_until"),
        ({"owner": "x" * 301}, "owner"),
    ],
)
def test_rows_that_are_wrong(values: dict[str, str], column: str) -> None:
    with pytest.raises(Invalid) as caught:
        values_of(Row(2, values), UTC_ZONE, NOW)
    assert set(caught.value.fields) == {column}


def test_what_the_file_lacks_is_left_alone() -> None:
    assert values_of(row(), UTC_ZONE, NOW) == {}
    assert values_of(row(status="", kind="", owner=""), UTC_ZONE, NOW) == {"owner": ""}


def test_times_are_the_site_s_own_or_carry_their_offset() -> None:
    typed = values_of(row(valid_from="2026-01-31 07:30"), KOLKATA, NOW)["valid_from"]
    exported = values_of(row(valid_from="2026-01-31 07:30:00+05:30"), UTC_ZONE, NOW)["valid_from"]
    assert typed == exported
    assert typed.utcoffset() == exported.utcoffset()


@pytest.mark.parametrize(
    ("column", "cell", "meant"),
    [
        pytest.param("valid_from", "31/12/2026", "2026-12-31T00:00", id="from a day on"),
        pytest.param("valid_until", "31/12/2026", "2027-01-01T00:00", id="till a day ends"),
        pytest.param(
            "valid_until", "2026-12-31", "2027-01-01T00:00", id="till a day ends, as ISO writes it"
        ),
        pytest.param("valid_until", "2026-12-31 00:00", "2026-12-31T00:00", id="a moment"),
        pytest.param("valid_until", "2026-10-25", "2026-10-26T00:00", id="a day of 25 hours"),
    ],
)
def test_a_day_alone_is_the_whole_of_it(column: str, cell: str, meant: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = values_of(row(**{column: cell}), berlin, NOW)[column]
    assert found == datetime.fromisoformat(meant).replace(tzinfo=berlin)


def test_no_last_day_is_none() -> None:
    assert values_of(row(valid_until=""), KOLKATA, NOW) == {"valid_until": None}


def test_one_of_two_times_that_look_the_same_is_told_by_its_offset() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with pytest.raises(Invalid, match="comes twice") as caught:
        values_of(row(valid_from="2026-10-25 02:30"), berlin, NOW)
    assert set(caught.value.fields) == {"valid_from"}
    said = values_of(row(valid_from="2026-10-25T02:30:00+01:00"), berlin, NOW)["valid_from"]
    assert said == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.django_db
class TestChunks:
    @pytest.fixture
    def site(self) -> Site:
        return default_site()

    def take(self, site: Site, *rows: Row, caller: Any = None) -> list[Verdict]:
        return take_vehicles(Batch(site, rows, caller))

    def outcomes(self, site: Site, *rows: Row) -> list[Outcome]:
        return [verdict.outcome for verdict in self.take(site, *rows)]

    def test_new_changed_same_and_wrong(self, site: Site) -> None:
        allow(site, "MH12DE5678")
        rows = [
            row(2, plate="KA 01 AB 1234", status="authorised", owner="Nandi Steels"),
            row(3, plate="MH12DE5678", owner="Deccan Parcel"),
            row(4, plate="..."),
            row(5, plate="ka-01-ab-1234", status="BLOCKED", reason="stolen"),
            row(6, plate="HR26CE4457", hours="some day"),
        ]
        new, changed, wrong = Outcome.NEW, Outcome.CHANGED, Outcome.WRONG
        verdicts = self.take(site, *rows)
        assert [verdict.outcome for verdict in verdicts] == [new, changed, wrong, wrong, wrong]
        assert "row 2" in verdicts[3].errors["plate"]
        assert "hours" in verdicts[4].errors
        assert self.outcomes(site, *rows[:2]) == [Outcome.SAME, Outcome.SAME]
        assert Vehicle.objects.get(key=PLATE).status == "AUTHORIZED"

    def test_a_block_is_lifted_only_where_the_row_says_so(self, site: Site) -> None:
        block(site)
        (verdict,) = self.take(site, row(status="AUTHORIZED"))
        assert (verdict.outcome, set(verdict.errors)) == (Outcome.WRONG, {"status"})
        assert self.outcomes(site, row(owner="Asha", status="")) == [Outcome.CHANGED]
        assert Vehicle.objects.get().status == "BLOCKED"
        lifting = row(status="AUTHORIZED", lift_block="yes")
        assert self.outcomes(site, lifting) == [Outcome.CHANGED]
        assert Vehicle.objects.get().status == "AUTHORIZED"

    def test_why_it_is_blocked_stays_known(self, site: Site) -> None:
        block(site)
        (verdict,) = self.take(site, row(status="", reason="", owner="Asha"))
        assert (verdict.outcome, set(verdict.errors)) == (Outcome.WRONG, {"reason"})
        assert Vehicle.objects.get().reason

    def test_one_plate_is_one_however_it_is_written(self) -> None:
        marks = {VEHICLES.mark_of({"plate": one}) for one in ("KA 01 AB 1234", "ka1ab1234")}
        assert marks == {(PLATE,)}

    def test_who_changed_what_is_on_record(self, site: Site) -> None:
        guard = make_user((site, "security"))
        block(site)
        self.take(site, row(status="AUTHORIZED", owner="Nandi", lift_block="yes"), caller=guard)
        entry = Entry.objects.get(act="vehicles.import")
        assert (entry.who, entry.detail["from"], entry.detail["to"]) == (
            guard,
            "BLOCKED",
            "AUTHORIZED",
        )
        assert entry.detail["changed"] == {
            "owner": None,
            "status": ["BLOCKED", "AUTHORIZED"],
        }

    def test_blocks_from_a_file_are_looked_back_for(self, site: Site) -> None:
        self.take(site, row(status="BLOCKED", reason="stolen"))
        assert Recheck.objects.filter(vehicle__key=PLATE).count() == 2

    def test_many_rows_are_few_statements(self, site: Site) -> None:
        rows = [row(n, plate=f"KA01AB{n:04}", owner=f"Owner {n}") for n in range(1, 201)]
        with CaptureQueriesContext(connection) as asked:
            assert set(self.outcomes(site, *rows)) == {Outcome.NEW}
        assert len(asked) <= 8
        assert Vehicle.objects.count() == 200

    def test_a_preview_says_the_same_and_writes_nothing(self, site: Site) -> None:
        allow(site, "MH12DE5678")
        rows = [
            row(2, status="AUTHORIZED"),
            row(3, plate="MH12DE5678", owner="Deccan Parcel"),
            row(4, plate="...", owner="nobody"),
            row(5, plate="HR26CE4457", valid_from="2026-02-01", valid_until="2026-01-01"),
        ]
        written = Vehicle.objects.values_list("pk", "owner").order_by("pk")
        before, entries = list(written), Entry.objects.count()
        seen = take_vehicles(Batch(site, rows, None, dry=True))
        assert (list(written.all()), Entry.objects.count()) == (before, entries)
        assert [one.outcome for one in seen] == self.outcomes(site, *rows)
