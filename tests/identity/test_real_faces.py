"""Real photos of two people: the right names, and a stranger stays one, by either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from factory.core.leases import State
from identity import services
from identity.emulator.eyes import Eyes
from identity.engines.cheap_look import shows_a_face
from identity.engines.choice import forget_engines
from identity.engines.first_look import examine
from identity.engines.pictures import as_jpeg
from identity.models import Employee, Enrolment, Sighting
from tests.builders import default_site
from tests.identity.builders import MORNING, make_employee, make_picture
from tests.identity.emulating import emulator
from tests.services import require

pytestmark = [pytest.mark.django_db, pytest.mark.media, pytest.mark.slow]
FACES = Path(django_settings.BASE_DIR).parent / "shared" / "media" / "faces"


def photo(name: str) -> bytes:
    path = FACES / f"{name}.jpg"
    require(path.is_file(), "the photos beside the project (shared/media/faces)")
    return as_jpeg(path.read_bytes())


@pytest.fixture(params=["local", "through the emulator"])
def engine(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    if request.param == "local":
        settings.FACE_ENGINE = "local"
        forget_engines()
        yield "local"
        return
    with emulator(sees=Eyes()):
        settings.FACE_LOCAL_LOOK = True
        yield "rekognition"


def enrolled(name: str) -> Employee:
    person = make_employee(default_site(), name=name)
    row = services.request_enrolment(employee=person, picture=photo(name), caller=None)
    services.enrol_photo(row.pk)
    row.refresh_from_db()
    assert row.outcome == Enrolment.Outcome.ENROLLED, row.reason
    return person


def looked_up(name: str) -> Sighting:
    sighting = services.report_sighting(
        site_id=default_site().pk, jpeg=photo(name), captured_at=MORNING
    )
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    assert sighting.state == State.DONE
    return sighting


def test_two_people_are_told_apart(engine: str) -> None:
    obama, biden = enrolled("obama"), enrolled("biden")
    found = {name: looked_up(name) for name in ("obama2", "biden2")}
    assert found["obama2"].employee == obama
    assert found["biden2"].employee == biden
    assert {s.outcome for s in found.values()} == {"MATCHED"}
    assert {s.engine for s in found.values()} == {engine}


def test_a_stranger_stays_one(engine: str) -> None:
    enrolled("obama")
    for name in ("biden", "biden2"):
        assert (looked_up(name).outcome, looked_up(name).employee) == ("UNKNOWN", None)


def test_the_same_stranger_is_one_group() -> None:
    for name in ("biden", "biden2", "obama2"):
        services.group_sighting(looked_up(name).pk)
    groups = list(Sighting.objects.order_by("pk").values_list("stranger", flat=True))
    assert groups[0] == groups[1] != groups[2]


def test_the_cheap_look_lets_faces_through_and_little_else() -> None:
    assert all(shows_a_face(photo(name)) for name in ("biden", "biden2", "obama", "obama2"))
    assert not shows_a_face(make_picture((200, 200)))


def test_a_photo_is_examined_before_any_call() -> None:
    assert examine(photo("obama")).refusal == ""
    assert "no face" in examine(make_picture((300, 300))).refusal
