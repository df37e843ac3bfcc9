"""Rows of a bulk that nobody would send on purpose: each refused alone, and none holds up others."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.core.leases import State
from factory.sites.models import Site
from tests.vehicles.builders import make_camera
from vehicles import tasks
from vehicles.models import PlateRead
from vehicles.services import arrivals
from vehicles.services.judging import judge

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
READS = "/api/v1/plate-reads"
READ = {"ocr_text": "KA 01 AB 1234", "ocr_confidence": 0.92}


@pytest.mark.parametrize(
    ("odd", "pointer"),
    [
        ({"camera": {}}, "/camera"),
        ({"camera": []}, "/camera"),
        ({"camera": True}, "/camera"),
        ({"timestamp": "0001-01-01T00:00:00+05:30"}, "/timestamp"),
        ({"timestamp": "0001-01-01T00:00:00Z"}, "/timestamp"),
        ({"timestamp": "1999-12-31T23:59:59Z"}, "/timestamp"),
        ({"timestamp": "9999-12-31T23:59:59-10:00"}, "/timestamp"),
    ],
)
def test_only_the_odd_row_is_refused(
    api: APIClient, site: Site, odd: dict[str, Any], pointer: str
) -> None:
    camera = make_camera(site)
    response = api.post(READS, [READ, READ | odd, READ | {"camera": camera.pk}])
    assert response.status_code == 202, response.json()
    answers = response.json()["reads"]
    assert [one["state"] for one in answers] == ["pending", "refused", "pending"]
    assert answers[1]["errors"][0]["pointer"] == pointer
    assert list(PlateRead.objects.order_by("pk").values_list("camera", flat=True)) == [
        None,
        camera.pk,
    ]


def test_a_read_that_fails_holds_up_none_after_it(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pks = [one["id"] for one in api.post(READS, [READ] * 3).json()["reads"]]

    def overflowing(read: PlateRead, site: Site) -> Any:
        if read.pk == pks[1]:
            raise OverflowError("date value out of range")
        return judge(read, site)

    monkeypatch.setattr(arrivals, "judge", overflowing)
    tasks.check_plate(*pks)
    states = dict(PlateRead.objects.values_list("pk", "state"))
    assert [states[pk] for pk in pks] == [State.DONE, State.RUNNING, State.DONE]
