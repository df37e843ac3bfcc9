"""The figures of the gates, and how many statements a decision takes."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import make_site
from tests.vehicles.asking import validate
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate, see

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_figures(api: APIClient, site: Site) -> None:
    block(site)
    allow(site, "MH12DE5678")
    allow(make_site(), "MH12DE5678")
    for text, confidence in ((PLATE, 0.99), ("KA05MJ4821", 0.99), ("KA05MJ4821", 0.3), ("??", 1)):
        see(site, text, confidence=confidence)
    figures = api.get("/api/v1/vehicle/gate-stats").json()
    assert {name: figures[name] for name in figures if name != "supported_formats"} == {
        "blocked_vehicles": 1,
        "authorized_vehicles": 1,
        "ocr_threshold": 0.85,
        "reads_today": 4,
        "rejections_by_layer": {"confidence": 1, "format": 1, "list": 1},
        "alerts_today": 1,
    }
    assert "standard: KA01AB1234" in figures["supported_formats"]


class TestQueries:
    """Fixed numbers, so that none creeps in. Savepoints are the tests' own and not counted."""

    @pytest.fixture
    def camera(self, site: Site) -> Camera:
        camera = make_camera(site)
        make_gate(site, camera)
        return camera

    def count(self, api: APIClient, django_assert_max_num_queries: Any, **body: Any) -> int:
        validate(api, **body)
        with django_assert_max_num_queries(40) as asked:
            validate(api, **body)
        plain = ("SAVEPOINT", "RELEASE")
        queries = [query["sql"] for query in asked.captured_queries]
        return sum(not sql.startswith(plain) for sql in queries)

    def test_without_a_camera(self, api: APIClient, django_assert_max_num_queries: Any) -> None:
        # session, user, site, settings, lists, event, read
        assert self.count(api, django_assert_max_num_queries) <= 7

    def test_with_a_camera(
        self, api: APIClient, camera: Camera, django_assert_max_num_queries: Any
    ) -> None:
        # besides: camera, gate, past; no event for a repeat
        number = self.count(api, django_assert_max_num_queries, camera=camera.pk)
        assert number <= 9

    def test_however_long_the_lists(
        self, api: APIClient, site: Site, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            block(site, f"MH12XX{number + 1:04d}")
        assert self.count(api, django_assert_max_num_queries) <= 7
