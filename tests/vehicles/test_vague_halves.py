"""Halves that many plates of a long list have by chance: held, and nobody is alerted for them."""

from __future__ import annotations

import pytest

from factory.alerts.models import Alert
from factory.sites.models import Site
from tests.vehicles.builders import block, make_camera, make_gate, see
from vehicles import services
from vehicles.block_matching import BlockEntry, match_blocked
from vehicles.models import Recheck
from vehicles.plate_pieces import tells_plates_apart
from vehicles.plates import plate_key, read_plate


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("AD6384", True),
        ("A6384", True),
        ("KA05AB", True),
        ("DL1CAB", True),
        ("6384", False),
        ("KA51", False),
        ("KA05A", False),
        ("DL1C", False),
        ("KAS1A", False),
    ],
)
def test_what_tells_plates_apart(text: str, tells: bool) -> None:
    assert tells_plates_apart(text) is tells


@pytest.mark.parametrize(
    ("text", "listed", "found"),
    [
        ("KA51", ["KA51AD6384"], 1),
        ("KA51", ["KA51AD6384", "KA51BZ0007"], 0),
        ("KA05A", ["KA05AD6384", "KA05AZ0007"], 0),
        ("AD6384", ["KA51AD6384", "MH12AD6384"], 2),
        ("KA05AB", ["KA05AB6384", "KA05AB0007"], 2),
        ("6384", ["KA51AD6384"], 0),
        ("CAB1234", ["DL01CAB1234", "DL02CAB1234"], 2),
        ("MH12A1234", ["MH12A1234TC0001", "MH12A1234TC0002"], 2),
    ],
)
def test_whom_a_half_names(text: str, listed: list[str], found: int) -> None:
    entries = [BlockEntry(plate_key(plate), plate) for plate in listed]
    assert len(match_blocked(read_plate(text), entries).possible) == found


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("text", "blocked"),
    [("6384", ["KA51AD6384"]), ("KA51A", ["KA51AD6384", "KA51AZ0007"])],
)
def test_it_is_held_without_an_alert(site: Site, text: str, blocked: list[str]) -> None:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    for plate in blocked:
        block(site, plate)
    read = see(site, text, camera=camera)
    assert (read.valid, read.requires_manual_review, read.event) == (False, True, None)
    assert not Alert.objects.exists()


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("texts", "alerts"), [(["6384", "KA51", "KA51A", "2024"], 0), (["AD6384"], 1)]
)
def test_looking_back(site: Site, texts: list[str], alerts: int) -> None:
    camera = make_camera(site)
    for text in texts:
        see(site, text, camera=camera, ago=3600, confidence=0.5)
    block(site, "KA51AD6384")
    services.run_rechecks(pks=list(Recheck.objects.values_list("pk", flat=True)))
    assert Alert.objects.filter(kind="blocked-vehicle-inside").count() == alerts
