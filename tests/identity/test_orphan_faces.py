"""Faces that the collection keeps and nobody here has: people are told, and may have them deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from factory.alerts.models import Alert
from factory.audit.models import Entry
from factory.core import clock
from identity import selectors, services
from identity.emulator.server import Emulator
from identity.engines.choice import face_engine
from identity.models import Employee, Enrolment, FaceTemplate, Sighting
from tests.builders import default_site
from tests.identity.builders import make_employee
from tests.identity.emulating import answers, drain, emulator, enrolled, photo_of, seen

pytestmark = pytest.mark.django_db
OF_BEFORE = "site:1:employee:77777"


@pytest.fixture
def server() -> Iterator[Emulator]:
    with emulator() as running:
        yield running


@pytest.fixture
def ada(server: Emulator) -> Employee:
    """Return somebody whose face is in the collection a second time, under a name of before."""
    person = enrolled(1)
    put(OF_BEFORE)
    return person


def put(name: str) -> None:
    collection = selectors.collection_of(default_site(), "rekognition")
    photo = photo_of(1, (333, 222))
    face_engine().enrol(photo, collection=collection, external_id=name, first=False)


def command(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command("face_collection", "--json", *words, stdout=out)
    said: dict[str, object] = json.loads(out.getvalue())
    return said


def open_alerts() -> list[str]:
    rows = Alert.objects.filter(kind="face-collection", resolved_at__isnull=True)
    return list(rows.values_list("text", flat=True))


def names(said: dict[str, object]) -> list[str]:
    return [face["name"] for face in said["faces"]]  # type: ignore[attr-defined]


def test_people_are_told_once_list_them_and_have_them_deleted(ada: Employee) -> None:
    for _ in range(3):
        seen(1)
    drain()
    assert {outcome for outcome, _ in answers()} == {"REVIEW"}
    (text,) = open_alerts()
    assert "manage.py face_collection" in text
    assert Alert.objects.get().count == 1
    listed = command("--dry-run")
    assert (names(listed), listed["deleted"]) == ([OF_BEFORE], 0)
    deleted = command("--yes")
    assert (names(deleted), deleted["deleted"]) == ([OF_BEFORE], 1)
    assert open_alerts() == []
    assert Entry.objects.get(act="delete-orphan-faces").detail == {"faces": 1}
    assert names(command("--yes")) == []
    Sighting.objects.all().delete()
    seen(1)
    drain()
    assert answers() == [("MATCHED", ada.pk)]
    assert FaceTemplate.objects.filter(employee=ada).count() == 1


def test_what_is_being_enrolled_is_nobodys_orphan(ada: Employee) -> None:
    bob = make_employee(default_site())
    services.request_enrolment(employee=bob, picture=photo_of(2, (200, 160)), caller=None)
    put(bob.external_id)
    assert names(command("--dry-run")) == [OF_BEFORE]
    seen(1)
    services.search_sighting(Sighting.objects.get().pk)
    assert open_alerts() == []
    Enrolment.objects.filter(employee=bob).delete()
    assert set(names(command("--dry-run"))) == {OF_BEFORE, bob.external_id}


def test_the_alert_closes_when_none_was_seen_for_a_day(ada: Employee) -> None:
    seen(1)
    drain()
    services.sweep()
    assert len(open_alerts()) == 1
    Alert.objects.update(last_raised_at=clock.now() - timedelta(days=1, minutes=1))
    services.sweep()
    assert open_alerts() == []


def test_nothing_is_deleted_where_nobody_is_asked(
    ada: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_args: object) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="--yes"):
        call_command("face_collection", "--verbosity", "0", stdout=StringIO())
    assert names(command("--dry-run")) == [OF_BEFORE]
    with pytest.raises(CommandError, match="no site"):
        command("--site", "99999")


def test_each_is_listed_on_a_line_of_its_own(ada: Employee) -> None:
    put("site:1:employee:88888")
    out = StringIO()
    call_command("face_collection", "--dry-run", "--verbosity", "0", stdout=out)
    lines = [line for line in out.getvalue().splitlines() if line]
    assert [line.split()[-1] for line in lines[:2]] == [OF_BEFORE, "site:1:employee:88888"]
    assert lines[2:] == ["2 faces are nobody's here, 0 deleted"]
