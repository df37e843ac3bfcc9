"""What a site sets changes what its gates decide, from then on and there only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.models import Site, SiteSetting
from tests.builders import make_site
from tests.vehicles.builders import block, event_of, make_camera, make_gate, see
from vehicles import selectors
from vehicles.site_settings import ALL, PLATE_RULES

pytestmark = pytest.mark.django_db


def put(site: Site, name: str, value: Any, *, ago: float = 3600) -> None:
    since = clock.now() - timedelta(seconds=ago)
    SiteSetting.objects.create(site=site, name=f"vehicles.{name}", value=value, since=since)


def test_the_threshold(site: Site) -> None:
    put(site, "ocr_threshold", 0.96)
    assert see(site, confidence=0.95).reason == "low_confidence"
    assert see(make_site(), confidence=0.95).reason == "passed"


def test_a_read_is_decided_by_what_held_when_it_was_seen(site: Site) -> None:
    put(site, "ocr_threshold", 0.99, ago=60)
    assert see(site, confidence=0.95, ago=120).reason == "passed"


def test_the_newest_that_has_begun_counts(site: Site) -> None:
    for value, ago in ((0.99, 200), (0.5, 100), (0.99, -100)):
        put(site, "ocr_threshold", value, ago=ago)
    assert see(site, confidence=0.6).reason == "passed"


def test_the_cooldown(site: Site) -> None:
    put(site, "cooldown_seconds", 5)
    camera = make_camera(site)
    assert [see(site, camera=camera, ago=ago).fired for ago in (10, 4, 0)] == [True, True, False]


@pytest.mark.parametrize(
    ("rules", "text", "valid"),
    [
        ("india", "DL3CAF9043", True),
        ("strict", "DL3CAF9043", False),
        ("strict", "KA01AB1234", True),
        ("[A-Z]{1,3}[0-9]{1,4}", "KA01AB1234", False),
        ("[A-Z]{1,3}[0-9]{1,4}", "BXY 77", True),
        ("[A-Z]{1,3}[0-9]{1,4} [0-9]{3}[A-Z]", "123 A", True),
    ],
)
def test_the_plates_that_are_legal(site: Site, rules: str, text: str, valid: bool) -> None:
    put(site, "plate_rules", rules)
    assert see(site, text).valid == valid


def test_a_track_s_number_that_comes_again_hides_no_vehicle_of_another_country(site: Site) -> None:
    put(site, "plate_rules", "[A-Z]{2}[0-9]{3}[A-Z]{2}")
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    texts = ("AB123CD", "AB128CD", "XY789ZW")
    reads = [see(site, text, camera=camera, track="5") for text in texts]
    assert [read.fired for read in reads] == [True, False, True]
    assert event_of(reads[2]).opened


def test_a_block_holds_when_the_rules_become_strict(site: Site) -> None:
    block(site, "DL3CAF9043")
    put(site, "plate_rules", "strict")
    assert see(site, "DL03CAF9043").status == "BLOCKED"


def test_one_query_for_all(site: Site, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        selectors.settings_of(site.pk)
    assert len(ALL) == 4


@pytest.mark.parametrize("text", ["(a+)+", "", "[", "(?=x)"])
def test_patterns_that_could_stall_a_gate_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        PLATE_RULES.clean(text)
