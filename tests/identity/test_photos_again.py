"""Photos that were refused or failed: handed in again, and gone when nothing waits for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from factory.core import clock
from factory.core.leases import State
from factory.sites.models import SiteSetting
from identity import services
from identity.engines.base import EngineError, Enrolled, Refused
from identity.models import Employee, Enrolment, Erasure, FaceTemplate
from identity.models.faces import photo_store
from identity.services import photo_requests
from tests.builders import default_site
from tests.identity.builders import ScriptedEngine, erase, give_consent, make_employee, make_picture

pytestmark = pytest.mark.django_db
PHOTO = make_picture()
GROUP = "There is more than one face in the photo."


def hand_in(person: Employee) -> Enrolment:
    row = services.request_enrolment(employee=person, picture=PHOTO, caller=None)
    services.enrol_photo(row.pk)
    row.refresh_from_db()
    return row


def is_kept(row: Enrolment) -> bool:
    row.refresh_from_db()
    return bool(row.photo) and photo_store().exists(row.photo.name or "")


def test_a_group_photo_stays_refused_and_costs_nothing_again(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    engine.enrolment = lambda: Refused(GROUP)
    first = hand_in(person)
    assert (first.outcome, first.reason, first.attempts) == ("REFUSED", GROUP, 1)
    again = hand_in(person)
    assert (again.pk, again.outcome, again.attempts, again.tried_before) == (
        first.pk,
        "REFUSED",
        1,
        0,
    )
    assert not again.photo


@pytest.mark.parametrize("changed", ["FACE_ENGINE", "FACE_LOCAL_LOOK"])
def test_other_eyes_may_see_a_refused_photo_otherwise(
    engine: ScriptedEngine, settings: Settings, changed: str
) -> None:
    person = make_employee(default_site())
    engine.enrolment = lambda: Refused(GROUP)
    refused = hand_in(person)
    engine.enrolment = lambda: Enrolled("face-new", "1")
    if changed == "FACE_ENGINE":
        settings.FACE_ENGINE = "rekognition"
    else:
        settings.FACE_LOCAL_LOOK = not settings.FACE_LOCAL_LOOK
    row = hand_in(person)
    assert (row.pk, row.outcome, row.judged_by) == (refused.pk, "ENROLLED", "")
    assert is_kept(row)
    assert FaceTemplate.objects.get().enrolment == row


def test_a_photo_that_failed_is_tried_anew_when_it_is_handed_in_again(
    engine: ScriptedEngine,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    person = make_employee(default_site())
    engine.failures = [EngineError("collection quota")]
    failed = hand_in(person)
    assert (failed.state, failed.reason) == (State.FAILED, "collection quota")
    former = failed.photo.name or ""
    with django_capture_on_commit_callbacks(execute=True):
        row = hand_in(person)
    assert (row.outcome, row.reason, row.failure) == ("ENROLLED", "", "")
    assert is_kept(row)
    assert not photo_store().exists(former)


def test_a_photo_that_only_lacked_a_basis_is_tried_anew_once_there_is_one(
    engine: ScriptedEngine,
) -> None:
    person = make_employee(default_site())
    row = services.request_enrolment(employee=person, picture=PHOTO, caller=None)
    person.consents.update(withdrawn_at=clock.now())
    services.enrol_photo(row.pk)
    row.refresh_from_db()
    assert row.outcome == "REFUSED"
    give_consent(person)
    assert hand_in(person).outcome == "ENROLLED"


def test_handed_in_twice_at_once_it_waits_once(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_employee(default_site())
    engine.failures = [EngineError("no")]
    hand_in(person)
    ask, may_differ = services.request_enrolment, photo_requests._may_differ
    first: list[Enrolment] = []

    def somebody_is_first(known: Enrolment) -> bool:
        if not first:
            first.append(known)
            ask(employee=person, picture=PHOTO, caller=None)
        return may_differ(known)

    monkeypatch.setattr(photo_requests, "_may_differ", somebody_is_first)
    row = ask(employee=person, picture=PHOTO, caller=None)
    assert (row.state, Enrolment.objects.count()) == (State.PENDING, 1)
    assert is_kept(row)


def old_failure(engine: ScriptedEngine, *, days: float) -> Enrolment:
    engine.failures = [EngineError("no")]
    row = hand_in(make_employee(default_site()))
    Enrolment.objects.update(finished_at=clock.now() - timedelta(days=days))
    return row


def test_a_failed_photo_goes_when_pictures_of_faces_do(engine: ScriptedEngine) -> None:
    row = old_failure(engine, days=89)
    assert services.cleanup_whole()["photos_deleted"] == 0
    Enrolment.objects.update(finished_at=clock.now() - timedelta(days=91))
    assert services.cleanup_whole(dry_run=True)["photos_deleted"] == 1
    assert is_kept(row)
    assert services.cleanup_whole()["photos_deleted"] == 1
    assert not is_kept(row)
    assert (row.state, row.reason) == (State.FAILED, "no")
    assert services.retry_enrolments(enrolments=Enrolment.objects.all()) == 0, "nothing to try"
    assert services.request_enrolment(employee=row.employee, picture=PHOTO, caller=None).state == (
        State.PENDING
    )


def test_a_site_may_let_failed_photos_go_sooner(engine: ScriptedEngine) -> None:
    row = old_failure(engine, days=8)
    SiteSetting.objects.create(site=default_site(), name="evidence.faces_days", value=7)
    services.cleanup_whole(force=True)
    assert not is_kept(row)


def test_a_failed_photo_by_which_somebody_is_recognised_stays(engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    row = hand_in(person)
    Enrolment.objects.update(
        state=State.FAILED, outcome="FAILED", finished_at=clock.now() - timedelta(days=400)
    )
    assert services.cleanup_whole()["photos_deleted"] == 0
    assert is_kept(row)
    assert erase(person).photos == 1


@pytest.mark.parametrize("by", ["erasure", "night"])
def test_a_photo_handed_in_anew_while_the_old_one_goes_is_kept(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    row = old_failure(engine, days=91)
    person, delete = row.employee, FileSystemStorage.delete
    if by == "erasure":
        services.request_erasure(employee=person, caller=None)
        Erasure.objects.update(at=clock.now() - timedelta(seconds=1))
        Enrolment.objects.update(created_at=clock.now() - timedelta(seconds=2))
        give_consent(person)

    def meanwhile(self: FileSystemStorage, name: str) -> None:
        monkeypatch.setattr(FileSystemStorage, "delete", delete)
        delete(self, name)
        services.request_enrolment(employee=person, picture=PHOTO, caller=None)

    monkeypatch.setattr(FileSystemStorage, "delete", meanwhile)
    if by == "erasure":
        services.carry_out_erasure(Erasure.objects.get().pk)
    else:
        services.cleanup_whole()
    assert is_kept(row)
    assert row.state == State.PENDING
