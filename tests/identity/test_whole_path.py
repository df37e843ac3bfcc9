"""The whole path of AWS over real HTTP: botocore, our engine, limits, circuit, rows and alerts."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from factory.alerts.models import Alert
from factory.core import clock
from factory.core.leases import State
from factory.core.memo import forget_all
from identity import liveness, services
from identity.desk import panel
from identity.emulator.faults import FAULTS, FaultPlan
from identity.emulator.server import Emulator
from identity.engines import circuit_rules
from identity.engines.rekognition import make_client
from identity.models import Decision, Employee, Enrolment, Erasure, FaceTemplate, Outcome, Sighting
from identity.selectors import collection_of, search_days
from identity.services.restoring import restore_collection
from tests.builders import default_site
from tests.identity.builders import erase, make_employee
from tests.identity.emulating import (
    NOBODY,
    answers,
    drain,
    emulator,
    enrolled,
    painted,
    photo_of,
    seen,
)

pytestmark = pytest.mark.django_db
COLLECTION = "factory-employees"
ALONE = sorted(set(FAULTS) - {"hang", "denied", "partial"})


@pytest.fixture
def server() -> Iterator[Emulator]:
    with emulator() as running:
        yield running


def test_known_unknown_and_nobody(server: Emulator) -> None:
    ada, _bob = enrolled(1), enrolled(2)
    for number in (1, 3, NOBODY):
        seen(number)
    drain()
    assert answers() == [("MATCHED", ada.pk), ("UNKNOWN", None), ("NO_FACE", None)]
    assert server.plan.calls["SearchFacesByImage"] == 3
    assert FaceTemplate.objects.filter(model_version__startswith="emulator").count() == 2


def test_who_has_many_photos_is_told_from_nobody_exactly_as_similar(server: Emulator) -> None:
    ada, bob = make_employee(default_site()), make_employee(default_site())
    for person, photos in ((ada, 10), (bob, 1)):
        for number in range(photos):
            picture = photo_of(7, (200 + number, 160))
            services.request_enrolment(employee=person, picture=picture, caller=None)
    drain(1)
    seen(7)
    drain(1)
    assert FaceTemplate.objects.count() == 11
    assert [outcome for outcome, _ in answers()] == ["REVIEW"]


@pytest.mark.parametrize("fault", ALONE)
def test_each_fault_alone_ends_right_and_makes_no_second_face(server: Emulator, fault: str) -> None:
    server.plan = FaultPlan(shares={fault: 0.3}, seed=5, slow_seconds=0.05)
    ada = enrolled(1)
    for _ in range(4):
        for number in (1, 3, NOBODY):
            seen(number)
    drain()
    server.plan = FaultPlan()
    services.retry_sightings(sightings=Sighting.objects.all())
    drain()
    assert answers() == [("MATCHED", ada.pk), ("UNKNOWN", None), ("NO_FACE", None)] * 4
    faces = server.operations.carry_out("ListFaces", {"CollectionId": COLLECTION})["Faces"]
    assert (len(faces), FaceTemplate.objects.count()) == (1, 1)
    assert Decision.objects.count() == 4


def test_a_denied_call_is_not_repeated(server: Emulator) -> None:
    enrolled(1)
    server.plan = FaultPlan(shares={"denied": 1})
    seen(1)
    drain()
    row = Sighting.objects.get()
    assert (row.outcome, row.attempts) == (Outcome.FAILED, 1)
    assert "AccessDenied" in row.reason
    assert server.plan.calls["SearchFacesByImage"] == 1


def test_wrong_keys_are_told_of_and_what_they_cost_is_searched_when_they_are_mended(
    server: Emulator,
) -> None:
    ada = enrolled(1)
    server.plan = FaultPlan(shares={"denied": 1})
    for _ in range(3):
        seen(1)
    drain()
    services.sweep()
    alert = Alert.objects.get(resolved_at__isnull=True)
    assert (alert.kind, alert.severity, alert.count) == ("face-service", "critical", 3)
    assert "keys and rights" in alert.text
    assert not Sighting.objects.filter(again_at=None).exists()
    server.plan = FaultPlan()
    Sighting.objects.update(again_at=clock.now())
    services.sweep()
    drain()
    assert answers() == [("MATCHED", ada.pk)] * 3
    services.sweep()
    alert.refresh_from_db()
    assert alert.resolved_at is not None


def test_an_outage_opens_the_circuit_and_loses_nothing(
    server: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit_rules, "FIRST_SECONDS", 2.0)
    ada = enrolled(1)
    server.plan = FaultPlan(shares={"unavailable": 1})
    for _ in range(12):
        seen(1)
    for pk in Sighting.objects.order_by("pk").values_list("pk", flat=True):
        services.search_sighting(pk)
    assert (liveness.face_service() or ())[:2] == ("face service", False)
    alert = Alert.objects.get(kind="face-service", resolved_at__isnull=True)
    assert "Service Unavailable" in alert.text
    attempts = Sighting.objects.order_by("pk").values_list("attempts", flat=True)
    assert list(attempts) == [1] * 10 + [0, 0], "while it is open nobody's tries are used up"
    assert server.plan.calls["SearchFacesByImage"] == 10
    services.sweep()
    assert Alert.objects.filter(resolved_at__isnull=True).exists()
    server.plan = FaultPlan()
    time.sleep(2.0)
    drain()
    assert answers() == [("MATCHED", ada.pk)] * 12
    assert liveness.face_service() == (
        "face service",
        True,
        "a development emulator, not AWS",
    )
    services.sweep()
    assert not Alert.objects.filter(resolved_at__isnull=True).exists()


def test_consent_withdrawn_between_the_ring_and_the_search(server: Emulator) -> None:
    ada, bob = enrolled(1), enrolled(2)
    seen(1)
    seen(2)
    services.withdraw_consent(employee=ada, caller=None)
    drain()
    assert answers() == [("UNKNOWN", None), ("MATCHED", bob.pk)]
    assert not Decision.objects.filter(employee=ada).exists()
    erase(ada)
    faces = server.operations.carry_out("ListFaces", {"CollectionId": COLLECTION})["Faces"]
    assert len(faces) == 1


def listed(server: Emulator) -> list[str]:
    """Return the names under which the collection keeps faces."""
    kept = server.operations.carry_out("ListFaces", {"CollectionId": COLLECTION})["Faces"]
    return [face["ExternalImageId"] for face in kept]


def tried_and_lost(server: Emulator, person: Employee, *, tries: int) -> Enrolment:
    """Return an enrolment that AWS carried out and of which no answer came back."""
    photo = photo_of(2, (200, 160))
    row = services.request_enrolment(employee=person, picture=photo, caller=None)
    server.plan = FaultPlan(shares={"lost": 1})
    for _ in range(tries):
        Enrolment.objects.update(not_before=clock.now())
        services.enrol_photo(row.pk)
    server.plan = FaultPlan()
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("tries", "state"), [(1, State.PENDING), (4, State.FAILED)])
def test_a_face_of_which_the_answer_was_lost_is_erased_as_well(
    server: Emulator, tries: int, state: str
) -> None:
    ada, bob = enrolled(1), make_employee(default_site())
    assert tried_and_lost(server, bob, tries=tries).state == state
    assert listed(server) == [ada.external_id, bob.external_id]
    services.withdraw_consent(employee=bob, caller=None)
    services.carry_out_erasure(Erasure.objects.get().pk)
    proof = Erasure.objects.get()
    assert (proof.state, proof.templates, proof.verified_at is not None) == (State.DONE, 1, True)
    assert listed(server) == [ada.external_id]


def test_erasing_does_not_lower_what_past_days_cost(server: Emulator) -> None:
    ada = enrolled(1)
    today = clock.local_day(default_site().zone)
    (before,) = search_days(default_site(), today, today)
    assert (before.enrolments, before.cost) == (1, 0.001)
    erase(ada)
    assert search_days(default_site(), today, today) == [before]


def test_the_desk_counts_who_can_be_found_and_not_who_has_consented(server: Emulator) -> None:
    make_employee(default_site())
    enrolled(1)
    (counted,) = [f.value for f in panel(default_site()).figures if f.label == "people enrolled"]
    assert counted == 1


def test_with_the_last_basis_gone_nothing_is_paid(server: Emulator) -> None:
    erase(enrolled(1))
    seen(1)
    drain()
    assert answers() == [("UNKNOWN", None)]
    assert server.plan.calls["SearchFacesByImage"] == 0


def test_a_collection_deleted_behind_our_back_is_made_again_from_the_photos(
    server: Emulator,
) -> None:
    ada, bob = enrolled(1), enrolled(2)
    server.operations.carry_out("DeleteCollection", {"CollectionId": COLLECTION})
    sighting = seen(1)
    delay = services.search_sighting(sighting.pk)
    assert delay is not None
    assert Alert.objects.filter(kind="face-collection").count() == 1
    assert Enrolment.objects.filter(state=State.PENDING).count() == 2
    assert not FaceTemplate.objects.exists()
    seen(2)
    drain()
    assert answers() == [("MATCHED", ada.pk), ("MATCHED", bob.pk)]
    assert Sighting.objects.get(pk=sighting.pk).attempts == 1


def test_an_enrolment_that_meets_a_deleted_collection_restores_the_others(server: Emulator) -> None:
    ada = enrolled(1)
    server.operations.carry_out("DeleteCollection", {"CollectionId": COLLECTION})
    bob = enrolled(2)
    assert Alert.objects.filter(kind="face-collection").count() == 1
    seen(1)
    drain()
    assert answers() == [("MATCHED", ada.pk)]
    assert sorted(listed(server)) == sorted([ada.external_id, bob.external_id])
    assert FaceTemplate.objects.count() == 2


def test_who_comes_back_after_the_collection_was_lost_is_enrolled_by_the_sweep(
    server: Emulator,
) -> None:
    ada, bob = enrolled(1), enrolled(2)
    Employee.objects.filter(pk=ada.pk).update(active=False)
    server.operations.carry_out("DeleteCollection", {"CollectionId": COLLECTION})
    seen(2)
    drain()
    assert listed(server) == [bob.external_id]
    Employee.objects.filter(pk=ada.pk).update(active=True)
    services.sweep()
    seen(1)
    drain()
    assert answers() == [("MATCHED", bob.pk), ("MATCHED", ada.pk)]


def test_while_faces_are_enrolled_anew_nobody_ends_unknown(server: Emulator) -> None:
    """Two gaps: before the collection is there again, and when the first of two faces is."""
    ada, bob = enrolled(1), enrolled(2)
    server.operations.carry_out("DeleteCollection", {"CollectionId": COLLECTION})
    first, second, third = seen(1), seen(2), seen(2)
    services.search_sighting(first.pk)
    services.search_sighting(second.pk)
    services.enrol_photo(Enrolment.objects.get(employee=ada).pk)
    forget_all()
    services.search_sighting(third.pk)
    assert answers() == [("", None)] * 3
    drain()
    assert answers() == [("MATCHED", ada.pk), ("MATCHED", bob.pk), ("MATCHED", bob.pk)]


def test_a_worker_that_does_not_know_of_the_gap_yet_finds_it_where_it_names_nobody(
    server: Emulator,
) -> None:
    ada, bob = enrolled(1), enrolled(2)
    seen(1)
    drain()
    server.operations.carry_out("DeleteCollection", {"CollectionId": COLLECTION})
    site = default_site()
    gone = collection_of(site, "rekognition")
    restore_collection(site=site, engine="rekognition", collection=gone)
    services.enrol_photo(Enrolment.objects.get(employee=ada).pk)
    late = seen(2)
    assert services.search_sighting(late.pk) == 5
    drain()
    assert answers() == [("MATCHED", ada.pk), ("MATCHED", bob.pk)]


def test_a_face_that_we_do_not_know_is_nobody(server: Emulator) -> None:
    enrolled(1)
    client = make_client(region="us-east-1", key_id="x", secret="x", endpoint=server.url)
    client.index_faces(
        CollectionId=COLLECTION, Image={"Bytes": photo_of(4)}, ExternalImageId="theirs"
    )
    seen(4)
    drain()
    assert answers() == [("UNKNOWN", None)]
    assert Sighting.objects.get().snapshot is not None


def test_a_group_is_refused_and_nobody_stays_indexed(
    server: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    eyes = server.operations._eyes
    monkeypatch.setattr(eyes, "_look", lambda picture: painted(picture) * 2)
    enrolled(1)
    row = Enrolment.objects.get()
    assert (row.outcome, "more than one face" in row.reason) == ("REFUSED", True)
    faces = server.operations.carry_out("ListFaces", {"CollectionId": COLLECTION})["Faces"]
    assert faces == []
