"""A plate that ends too early is often a legal plate itself: it opens nothing for a blocked one."""

from __future__ import annotations

import pytest

from factory.alerts.models import Alert
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import allow, block, event_of, make_camera, make_gate, see
from vehicles.plate_cuts import is_cut_off

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("KA51AD638", "KA51AD6384"),
        ("KA51AD63", "KA51AD6384"),
        ("KA51AD6", "KA51AD6384"),
        ("DL1CAB12", "DL1CAB1234"),
        ("DL1CAB12", "DL01CAB1234"),
        ("22BH1234A", "22BH1234AA"),
        ("KA51AD63", "KA51AD638"),
        ("KA51AD6", "KA51AD63"),
        ("77CD12", "77CD123"),
        ("77CD1", "77CD123"),
        ("199CC012", "199CC0123"),
        ("23UN12", "23UN1234"),
        ("7CD12", "7CD1234"),
        ("MH01056", "MH010567"),
        ("MH01567", "MH015678"),
        ("T1022AP0123A", "T1022AP0123AB"),
        ("DL21234", "DL212345"),
    ],
)
def test_a_blocked_plate_that_begins_so_is_found(
    site: Site, camera: Camera, text: str, listed: str
) -> None:
    vehicle = block(site, listed)
    read = see(site, text, camera=camera)
    assert (read.reason, read.vehicle, event_of(read).opened) == (
        "possibly_blocked",
        vehicle,
        False,
    )
    assert listed in Alert.objects.get(kind="possible-blocked-vehicle").text


@pytest.mark.parametrize(
    "text",
    [
        *("KA51AD62", "KA51AD0638", "KA51AE63", "22BH1234B", "KA51AD6385"),
        *("77CD13", "7CD12", "77UN12", "T1022AP0123B", "MH01568", "DL21235", "DL2C1234"),
    ],
)
def test_no_other_short_plate_is_kept_out(site: Site, camera: Camera, text: str) -> None:
    for plate in ("KA51AD6384", "22BH1234AA", "77CD1234", "T1022AP0123AB", "MH015678", "DL212345"):
        block(site, plate)
    assert event_of(see(site, text, camera=camera)).opened


def test_a_short_plate_that_is_listed_is_itself(site: Site, camera: Camera) -> None:
    block(site, "KA51AD6384")
    allow(site, "KA51AD63")
    read = see(site, "KA51AD63", camera=camera)
    assert (read.status, event_of(read).opened) == ("AUTHORIZED", True)


def test_the_whole_plate_opens_after_a_piece_that_did_not(site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_authorized")
    allow(site, "KA01AB1234")
    piece = see(site, "KA01AB12", camera=camera, track="1", ago=2)
    whole = see(site, "KA01AB1234", camera=camera, track="1")
    assert not event_of(piece).opened
    assert (whole.status, event_of(whole).opened) == ("AUTHORIZED", True)


@pytest.mark.parametrize(
    ("key", "whole", "expected"),
    [
        ("KA51AD0638", "KA51AD6384", True),
        ("KA51AD0063", "KA51AD6384", True),
        ("KA51AD0063", "KA51AD0638", True),
        ("KA51AD0638", "KA51AD0638", False),
        ("KA51AD6384", "KA51AD0638", False),
        ("KA51AD0064", "KA51AD6384", False),
        ("22BH1234A", "22BH1234AA", True),
        ("77CD0012", "77CD0123", True),
        ("77CD0012", "78CD0123", False),
        ("MH010567", "MH015678", True),
        ("DL21234", "DL212345", True),
        ("T1022AP0123A", "T1022AP0123AB", True),
        ("T1022AP0123A", "T1022AP0123BA", False),
        ("KA51", "KA51AD6384", False),
        ("", "KA51AD6384", False),
    ],
)
def test_by_key(key: str, whole: str, expected: bool) -> None:
    assert is_cut_off(key, whole) is expected
