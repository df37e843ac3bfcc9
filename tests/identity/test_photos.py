"""Enrolment photos go when their reason goes, and none is left without a row."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from factory.core import clock
from identity import services
from identity.engines.base import Refused
from identity.models import Employee, Enrolment
from identity.models.faces import photo_store
from identity.services import enrolment as enrolling
from identity.services import lost_photos, photo_requests
from tests.builders import default_site, make_user
from tests.identity.builders import ScriptedEngine, make_employee, make_picture

pytestmark = pytest.mark.django_db


def ask(person: Employee) -> Enrolment:
    return services.request_enrolment(employee=person, picture=make_picture(), caller=None)


def files() -> list[Path]:
    return sorted(path for path in Path(photo_store().path("")).rglob("*") if path.is_file())


def left_behind(folder: str, *, days: float = 2) -> Path:
    path = Path(photo_store().path("")) / folder / "lost.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = clock.now().timestamp() - days * 86_400
    os.utime(path, (moment, moment))
    return path


def test_a_refused_photo_is_deleted_and_its_reason_kept(engine: ScriptedEngine) -> None:
    engine.enrolment = lambda: Refused("There is more than one face in the photo")
    row = ask(make_employee(default_site()))
    services.enrol_photo(row.pk)
    row.refresh_from_db()
    assert (row.outcome, row.photo.name, files()) == ("REFUSED", "", [])
    assert "more than one face" in row.reason


def test_pages_say_that_a_refused_photo_is_deleted(engine: ScriptedEngine) -> None:
    engine.enrolment = lambda: Refused("There is more than one face in the photo")
    row, hr = ask(make_employee(default_site())), Client()
    services.enrol_photo(row.pk)
    user = make_user((default_site(), "hr"))
    hr.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    for page in (
        reverse("admin:identity_employee_change", args=[row.employee_id]),
        reverse("admin:identity_enrolment_changelist"),
    ):
        text = hr.get(page).content.decode()
        assert "deleted" in text
        assert reverse("enrolment-photo", args=[row.uuid]) not in text


def test_a_crash_after_the_refusal_is_made_good_by_night(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.enrolment = lambda: Refused("No")
    monkeypatch.setattr(enrolling, "drop_refused_photos", lambda _rows: 0)
    services.enrol_photo(ask(make_employee(default_site())).pk)
    assert len(files()) == 1
    assert services.cleanup_whole(dry_run=True)["photos_deleted"] == 1
    assert services.cleanup_whole()["photos_deleted"] == 1
    assert files() == []


@pytest.mark.parametrize("error", [OperationalError("database is locked"), RuntimeError("bug")])
def test_no_photo_is_left_where_its_row_was_not_written(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_args: Any) -> None:
        raise error

    monkeypatch.setattr(photo_requests, "_wait", fail)
    with pytest.raises(type(error)):
        ask(make_employee(default_site()))
    assert files() == []


def test_photos_without_a_row_are_found_by_night(
    engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_photos, "FOLDERS_A_SLICE", 1)
    kept = ask(make_employee(default_site()))
    fresh = left_behind("7", days=0.5)
    lost = [left_behind("8"), left_behind("9")]
    known = Path(photo_store().path(kept.photo.name or ""))
    os.utime(known, (0, 0))
    elsewhere = left_behind("../elsewhere")
    fresh.with_name("out").symlink_to(elsewhere.parent, target_is_directory=True)
    assert services.cleanup_whole(dry_run=True)["photos_deleted"] == 2
    assert set(files()) >= {*lost, fresh, known}
    result = services.cleanup_whole()
    assert (result["photos_deleted"], result["errors"]) == (2, [])
    assert elsewhere.exists()
    assert set(files()) >= {fresh, known}
    assert not any(path.exists() for path in lost)
