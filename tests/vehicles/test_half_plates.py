"""Half a plate at a gate: it opens nothing, finds whom it may be, and keeps no whole plate out."""

from __future__ import annotations

import pytest

from factory.alerts.models import Alert
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import make_site
from tests.vehicles.builders import allow, block, event_of, make_camera, make_gate, see
from vehicles.models import GateEvent

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PLATE, UPPER, LOWER = "KA51AD6384", "KA51", "AD6384"


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


@pytest.mark.parametrize("text", [UPPER, LOWER, "MH1433", "AP7788", "CAB1234", "LPT 1613"])
def test_it_opens_nothing(site: Site, camera: Camera, text: str) -> None:
    read = see(site, text, camera=camera)
    assert (read.valid, read.requires_manual_review, read.event) == (False, True, None)


@pytest.mark.parametrize("text", [UPPER, LOWER, "KAS1", "AD63B4"])
def test_a_blocked_vehicle_is_found_by_it(site: Site, camera: Camera, text: str) -> None:
    vehicle = block(site, PLATE)
    block(make_site(), "KA51AD6385")
    read = see(site, text, camera=camera)
    assert (read.reason, read.vehicle, event_of(read).opened) == (
        "possibly_blocked",
        vehicle,
        False,
    )
    assert PLATE in Alert.objects.get(kind="possible-blocked-vehicle").text


@pytest.mark.parametrize("listed", ["DL1CAB1234", "DL01CAB1234"])
@pytest.mark.parametrize("text", ["DL1C", "DL01C", "CAB1234", "AB1234"])
def test_however_its_code_is_written(site: Site, camera: Camera, listed: str, text: str) -> None:
    block(site, listed)
    assert see(site, text, camera=camera).reason == "possibly_blocked"


def test_the_upper_line_of_a_blocked_trade_plate_opens_nothing(site: Site, camera: Camera) -> None:
    """By itself it is a legal plate, so that only the list can tell."""
    block(site, "MH12A1234TC0001")
    read = see(site, "MH12A1234", camera=camera)
    assert (read.reason, event_of(read).opened) == ("possibly_blocked", False)
    assert event_of(see(site, "MH12A1235", camera=camera)).opened


def test_what_is_listed_as_it_stands_is_no_half(site: Site, camera: Camera) -> None:
    allow(site, "CAB1234")
    block(site, "DL1CAB1234")
    read = see(site, "CAB1234", camera=camera)
    assert (read.status, event_of(read).opened) == ("AUTHORIZED", True)


def test_half_of_many_blocked_plates_alerts_nobody(site: Site, camera: Camera) -> None:
    for number in range(1, 9):
        block(site, f"KA51AD{number:04}")
    read = see(site, UPPER, camera=camera)
    assert (read.reason, read.requires_manual_review) == ("illegal_format", True)
    assert not Alert.objects.filter(kind="possible-blocked-vehicle").exists()


def test_an_authorised_vehicle_is_not_found_by_half_a_plate(site: Site, camera: Camera) -> None:
    allow(site, PLATE)
    assert see(site, UPPER, camera=camera).reason == "illegal_format"


@pytest.mark.parametrize("blocked", [[], ["KA51ZZ0001"]], ids=["held", "possibly blocked"])
def test_the_whole_plate_acts_after_its_half(
    site: Site, camera: Camera, blocked: list[str]
) -> None:
    allow(site, PLATE)
    for plate in blocked:
        block(site, plate)
    see(site, UPPER, camera=camera, track="1", ago=2)
    whole = see(site, PLATE, camera=camera, track="1")
    assert (whole.status, event_of(whole).opened) == ("AUTHORIZED", True)


def test_half_of_one_that_passed_alerts_nobody(site: Site, camera: Camera) -> None:
    block(site, "KA51ZZ0001")
    see(site, PLATE, camera=camera, track="1", ago=2)
    see(site, UPPER, camera=camera, track="1")
    assert list(GateEvent.objects.values_list("decision", flat=True)) == ["pass"]
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("INDKA51", PLATE),
        ("IND KA 51", PLATE),
        ("INDDL1C", "DL1CAB1234"),
        ("INDDL01C", "DL1CAB1234"),
    ],
)
def test_the_badge_beside_an_upper_line_hides_nobody(
    site: Site, camera: Camera, text: str, listed: str
) -> None:
    vehicle = block(site, listed)
    read = see(site, text, camera=camera)
    assert (read.reason, read.vehicle, read.event and read.event.opened) == (
        "possibly_blocked",
        vehicle,
        False,
    )
