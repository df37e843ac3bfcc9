"""Reads in bulk: each answered, each checked once by the same rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from factory.core import clock
from factory.core.leases import State
from factory.sites.models import Site
from tests.builders import make_device, make_site
from tests.vehicles.builders import PLATE, block, make_camera, make_gate
from vehicles import services
from vehicles.models import GateEvent, PlateRead
from vehicles.services import SeenPlate
from vehicles.services.judging import judge

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
READS = "/api/v1/plate-reads"
READ = {"ocr_text": "KA 01 AB 1234", "ocr_confidence": 0.92}


def send(api: APIClient, *reads: Any) -> list[dict[str, Any]]:
    response = api.post(READS, list(reads))
    assert response.status_code == 202, response.json()
    answers: list[dict[str, Any]] = response.json()["reads"]
    return answers


def test_they_wait_and_are_then_decided(api: APIClient, site: Site) -> None:
    block(site, "MH12DE5678")
    answers = send(api, READ, READ | {"ocr_text": "MH12DE5678"})
    assert [(one["state"], one["known"]) for one in answers] == [("pending", False)] * 2
    for one in answers:
        services.check_read(pk=one["id"])
    decided = PlateRead.objects.order_by("pk").values_list("state", "status", "fired", "key")
    assert list(decided) == [
        (State.DONE, "UNKNOWN", True, PLATE),
        (State.DONE, "BLOCKED", True, "MH12DE5678"),
    ]


@pytest.mark.usefixtures("inline_tasks")
def test_the_task_decides(api: APIClient, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(api, *[READ] * 60)
    assert PlateRead.objects.filter(state=State.DONE).count() == 60


def test_checking_twice_fires_once(api: APIClient) -> None:
    (answer,) = send(api, READ)
    for _ in range(2):
        services.check_read(pk=answer["id"])
    assert GateEvent.objects.count() == 1


def test_a_worker_whose_lease_has_ended_writes_nothing(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (answer,) = send(api, READ)

    def slowly(*args: Any) -> Any:
        PlateRead.objects.update(lease_until=clock.now() - timedelta(seconds=1))
        with monkeypatch.context() as patch:
            patch.setattr("vehicles.services.arrivals.judge", judge)
            services.check_read(pk=answer["id"])
        return judge(*args)

    monkeypatch.setattr("vehicles.services.arrivals.judge", slowly)
    services.check_read(pk=answer["id"])
    assert GateEvent.objects.count() == 1
    assert PlateRead.objects.get().attempts == 2


def test_what_comes_late_opens_nothing(api: APIClient, site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    late = (clock.now() - timedelta(minutes=5)).isoformat()
    (answer,) = send(api, READ | {"camera": camera.camera_id, "timestamp": late})
    services.check_read(pk=answer["id"])
    event = GateEvent.objects.get()
    assert (event.decision, event.opened) == ("pass", False)


def test_each_row_is_answered_on_its_own(api: APIClient) -> None:
    strange = make_camera(make_site()).pk
    ahead = (clock.now() + timedelta(hours=1)).isoformat()
    answers = send(
        api,
        READ,
        READ | {"ocr_confidence": 92},
        READ | {"camera": strange},
        READ | {"timestamp": ahead},
        "KA01AB1234",
        READ | {"ocr_text": "MH12DE5678"},
    )
    assert [one["state"] for one in answers] == ["pending", *["refused"] * 4, "pending"]
    assert [one["errors"][0]["pointer"] for one in answers[1:4]] == [
        "/ocr_confidence",
        "/camera",
        "/timestamp",
    ]
    stored = PlateRead.objects.order_by("pk").values_list("pk", flat=True)
    assert list(stored) == [answers[0]["id"], answers[5]["id"]]


@pytest.mark.parametrize("body", [{}, [], [READ] * 1_001, "x"])
def test_no_list_or_too_long_a_one(api: APIClient, body: Any) -> None:
    assert api.post(READS, body, format="json").status_code == 400
    assert not PlateRead.objects.exists()


def test_a_device_sends_its_day_twice(site: Site) -> None:
    _, key = make_device(site)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    day = [READ | {"event_id": f"e{number}"} for number in (1, 2, 2)]
    first, again = send(api, *day), send(api, *day)
    assert [one["known"] for one in first] == [False, False, True]
    assert [one["known"] for one in again] == [True, True, True]
    assert [one["id"] for one in first] == [one["id"] for one in again]
    assert PlateRead.objects.count() == 2


def test_queries_do_not_grow(api: APIClient, django_assert_max_num_queries: Any) -> None:
    send(api, READ)
    counts = []
    for number in (2, 200):
        with django_assert_max_num_queries(20) as asked:
            send(api, *[READ] * number)
        counts.append(len(asked.captured_queries))
    # SQLite takes some thirty rows in one INSERT, PostgreSQL all of them.
    allowed = 200 // 25 if connection.vendor == "sqlite" else 0
    assert counts[1] - counts[0] <= allowed


class TestSweep:
    def test_a_lost_ring_is_found(self, api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
        rung: list[tuple[Any, ...]] = []
        (answer,) = send(api, READ)
        monkeypatch.setattr("vehicles.services.arrivals.ring", lambda *call: rung.append(call))
        services.sweep()
        assert rung == [("vehicles.check_plate", answer["id"])]

    def test_what_workers_die_on_is_given_up(self, api: APIClient) -> None:
        send(api, READ)
        gone = clock.now() - timedelta(minutes=5)
        PlateRead.objects.update(state=State.RUNNING, attempts=5, lease_until=gone)
        services.sweep()
        assert PlateRead.objects.get().state == State.FAILED


def test_a_bulk_of_the_service_keeps_the_order(site: Site) -> None:
    texts = [f"KA01AB{number:04d}" for number in range(1, 40)]
    seen = [SeenPlate(text=text, confidence=0.9) for text in texts]
    assert [one.read.text for one in services.take_reads(site=site, seen=seen)] == texts
