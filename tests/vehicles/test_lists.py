"""The vehicle list: blocked, unblocked, authorised, edited; on record, and with a look back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factory.alerts.models import Alert
from factory.audit.models import Entry
from factory.core import clock
from factory.core.errors import Conflict, Invalid, NotFound
from factory.core.leases import State
from factory.sites.models import Site
from tests.builders import make_site
from tests.vehicles.builders import PLATE, allow, block, make_guard, see
from vehicles import services
from vehicles.models import PlateRead, Recheck, Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_plate_is_one_entry_however_it_is_written(site: Site) -> None:
    for text in ("KA01EK171", "ka 1 ek 171", "KA-01-EK-0171"):
        block(site, text)
    assert Vehicle.objects.get().key == "KA01EK0171"


def test_blocking_twice_keeps_the_first_moment(site: Site) -> None:
    first = block(site)
    again = block(site, reason="Stolen, seen in Hosur")
    assert again.blocked_at == first.blocked_at
    assert Recheck.objects.count() == 2


def test_who_did_what_is_on_record(site: Site) -> None:
    guard = make_guard(site)
    services.block_plate(site=site, plate=PLATE, reason="Stolen", caller=guard)
    services.unblock_plate(site=site, plate=PLATE, caller=guard)
    allow(site, caller=guard)
    acts = Entry.objects.filter(who=guard).order_by("pk")
    assert [(entry.act, entry.detail["from"], entry.detail["to"]) for entry in acts] == [
        ("vehicles.block", "", "BLOCKED"),
        ("vehicles.unblock", "BLOCKED", "UNKNOWN"),
        ("vehicles.authorise", "UNKNOWN", "AUTHORIZED"),
    ]


def test_an_unblocked_vehicle_is_not_authorised_again_by_itself(site: Site) -> None:
    allow(site)
    block(site)
    assert services.unblock_plate(site=site, plate=PLATE).status == "UNKNOWN"


def test_unblocking_an_authorised_vehicle_changes_nothing(site: Site) -> None:
    allow(site)
    assert services.unblock_plate(site=site, plate=PLATE).status == "AUTHORIZED"


def test_a_reason_is_one_line(site: Site) -> None:
    assert block(site, reason="Stolen\n❌ forged line").reason == "Stolen ❌ forged line"


@pytest.mark.parametrize(
    "fields",
    [
        {"hours": "whenever"},
        {"valid_from": clock.now(), "valid_until": clock.now() - timedelta(days=1)},
    ],
)
def test_bad_validity(site: Site, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        allow(site, **fields)
    assert not Vehicle.objects.exists()


def test_adding_what_is_there(site: Site) -> None:
    services.add_vehicle(site=site, plate=PLATE, owner="Asha")
    with pytest.raises(Conflict):
        services.add_vehicle(site=site, plate="KA 1 AB 1234")
    assert services.add_vehicle(site=make_site(), plate=PLATE).owner == ""


def test_removing_leaves_the_reads(site: Site) -> None:
    vehicle = allow(site)
    see(site)
    services.remove_vehicle(vehicle=vehicle)
    read = PlateRead.objects.get()
    assert (read.text, read.vehicle) == (PLATE, None)
    assert Entry.objects.filter(act="vehicles.remove").count() == 1


def test_a_plate_of_another_site_is_on_no_list_here(site: Site) -> None:
    block(make_site())
    with pytest.raises(NotFound):
        services.unblock_plate(site=site, plate=PLATE)


class TestLookBack:
    @pytest.mark.usefixtures("inline_tasks")
    def test_a_vehicle_that_is_inside_is_told_of(
        self, site: Site, django_capture_on_commit_callbacks: Any
    ) -> None:
        see(site, ago=3600)
        see(site, ago=60)
        with django_capture_on_commit_callbacks(execute=True):
            block(site)
        alert = Alert.objects.get()
        assert (alert.kind, alert.severity) == ("blocked-vehicle-inside", "critical")
        assert "2 times" in alert.text
        assert sorted(Recheck.objects.values_list("state", "hits")) == [
            (State.DONE, 2),
            (State.PENDING, 0),
        ]

    def run_first(self, vehicle: Vehicle) -> Recheck:
        first: Recheck = vehicle.rechecks.order_by("pk")[0]
        services.run_rechecks(pks=[first.pk])
        first.refresh_from_db()
        return first

    def test_one_confusion_away_is_possible(self, site: Site) -> None:
        see(site, "KA01A81234")
        assert self.run_first(block(site)).hits == 1
        alert = Alert.objects.get()
        assert (alert.severity, "possibly" in alert.text) == ("warning", True)

    @pytest.mark.parametrize(
        ("text", "plate"),
        [
            ("DLICAB1234", "DL01CAB1234"),
            ("1NDMH12DE5678", "MH12DE5678"),
            ("DL 1 2345", "DL 01 2345"),
            ("KA01EKO71", "KA01EK71"),
            ("CAB123", "DL1CAB123"),
            ("MH12A1234", "MH12A1234TC0001"),
            ("MH01567", "MH015678"),
            ("KA51AD638", "KA51AD6384"),
            ("77CD12", "77CD123"),
        ],
    )
    def test_it_finds_what_the_gate_would_find(self, site: Site, text: str, plate: str) -> None:
        see(site, text)
        assert self.run_first(block(site, plate)).hits == 1
        assert see(site, text).reason == "possibly_blocked"

    @pytest.mark.parametrize(
        ("text", "plate"), [("MH015678", "MH01567"), ("KA01EK171", "KA01EKD171")]
    )
    def test_it_finds_no_more(self, site: Site, text: str, plate: str) -> None:
        see(site, text)
        assert self.run_first(block(site, plate)).hits == 0
        assert see(site, text).valid

    def test_only_the_last_day(self, site: Site) -> None:
        read = see(site)
        old = clock.now() - timedelta(hours=24, minutes=1)
        PlateRead.objects.filter(pk=read.pk).update(received_at=old)
        assert self.run_first(block(site)).hits == 0

    def test_reads_of_other_sites_and_plates_do_not_count(self, site: Site) -> None:
        see(make_site())
        see(site, "MH12DE5678")
        assert self.run_first(block(site)).hits == 0

    def test_what_was_told_at_the_gate_is_not_told_again(self, site: Site) -> None:
        vehicle = block(site)
        see(site)
        see(site, "KA01A81234")
        assert self.run_first(vehicle).hits == 0

    def test_not_after_the_block_was_lifted(self, site: Site) -> None:
        see(site)
        vehicle = block(site)
        services.unblock_plate(site=site, plate=PLATE)
        assert self.run_first(vehicle).hits == 0

    def test_it_is_done_once(self, site: Site) -> None:
        see(site)
        vehicle = block(site)
        for _ in range(2):
            self.run_first(vehicle)
        assert Alert.objects.get().count == 1

    def test_a_long_list_is_looked_through_in_few_queries(
        self, site: Site, django_assert_max_num_queries: Any
    ) -> None:
        see(site, "MH12DE5003")
        vehicles = [block(site, f"MH12DE5{number:03}") for number in range(1, 41)]
        pks = [vehicle.rechecks.order_by("pk")[0].pk for vehicle in vehicles]
        with django_assert_max_num_queries(40):
            services.run_rechecks(pks=pks)
        settled = Recheck.objects.filter(pk__in=pks)
        assert set(settled.values_list("state", flat=True)) == {State.DONE}
        assert [one.vehicle.plate for one in settled.filter(hits=1)] == ["MH12DE5003"]
        assert Alert.objects.get().subject_id == str(vehicles[2].pk)
