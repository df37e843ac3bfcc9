"""The local engine on real photos: two people, four photos, and a picture without anybody."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from factory.core.ids import uuid7
from identity import services
from identity.engines.base import Enrolled, Found, Refused, Unusable
from identity.engines.gallery import DIMENSIONS, Gallery, similarity_of
from identity.engines.local import LocalEngine
from identity.models import Employee, Enrolment, Sighting
from tests.builders import default_site
from tests.identity.builders import MORNING, make_employee, make_picture
from tests.services import require

FACES = Path(settings.BASE_DIR).parent / "shared" / "media" / "faces"
media = pytest.mark.media


@pytest.fixture
def photos() -> dict[str, bytes]:
    require(FACES.is_dir(), "the photos beside the project (shared/media/faces)")
    return {path.stem: path.read_bytes() for path in FACES.glob("*.jpg")}


@lru_cache(maxsize=1)
def local() -> LocalEngine:
    return LocalEngine()


def enrolled(photo: bytes, name: str) -> Enrolled:
    answer = local().enrol(photo, collection="", external_id=name, first=True)
    assert isinstance(answer, Enrolled)
    return answer


@media
def test_people_are_told_apart(photos: dict[str, bytes]) -> None:
    gallery = Gallery.of(
        (name, number, enrolled(photos[name], name).vector)
        for number, name in enumerate(("obama", "biden"))
    )
    for photo, name in (("obama2", "obama"), ("biden2", "biden")):
        found = local().search(photos[photo], collection="", gallery=lambda: gallery)
        assert isinstance(found, Found)
        best, second = found.candidates
        assert best.face_id == name
        assert best.similarity >= 95
        assert second.similarity < 80


@media
def test_the_same_photo_of_the_same_person_is_the_same_face(photos: dict[str, bytes]) -> None:
    first, again = (enrolled(photos["obama"], "a") for _ in range(2))
    assert first == again
    assert enrolled(photos["obama"], "b").face_id != first.face_id
    assert len(first.vector) == 4 * DIMENSIONS


@media
def test_a_group_is_refused(photos: dict[str, bytes]) -> None:
    assert isinstance(
        local().enrol(_beside(photos), collection="", external_id="x", first=True), Refused
    )


def _beside(photos: dict[str, bytes]) -> bytes:
    """Return one picture with two people in it."""
    pair = [
        Image.open(io.BytesIO(photos[name])).resize((400, 500)) for name in ("obama2", "biden2")
    ]
    both = Image.new("RGB", (800, 500))
    both.paste(pair[0], (0, 0))
    both.paste(pair[1], (400, 0))
    buffer = io.BytesIO()
    both.save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_picture_without_a_face() -> None:
    def nobody() -> Gallery:
        return Gallery.of(())

    answer = local().search(make_picture((200, 200)), collection="", gallery=nobody)
    assert isinstance(answer, Unusable)
    assert answer.outcome == "NO_FACE"
    refused = local().enrol(make_picture((200, 200)), collection="", external_id="x", first=True)
    assert refused == Refused("There is no face in the photo.")


def test_similarity_falls_with_distance_and_meets_the_thresholds() -> None:
    distances = np.array([0.0, 0.36, 0.45, 0.6, 0.82, 1.0, 2.0], dtype=np.float32)
    scores = similarity_of(distances)
    assert list(np.round(scores[[0, 2, 3, 5, 6]], 2)) == [100, 95, 80, 0, 0]
    assert scores[1] > 95
    assert scores[4] < 50
    assert all(np.diff(scores) <= 0)


def test_the_nearest_of_many_templates() -> None:
    vectors = np.random.default_rng(7).normal(size=(500, DIMENSIONS)).astype(np.float32)
    gallery = Gallery.of((str(number), number, row.tobytes()) for number, row in enumerate(vectors))
    found = gallery.nearest(vectors[123] + np.float32(0.001))
    assert (found[0].face_id, len(found)) == ("123", 10)
    assert Gallery.of(()).nearest(vectors[0]) == ()


def test_a_person_of_many_templates_hides_nobody_who_is_as_near() -> None:
    near = np.zeros((20, DIMENSIONS), dtype=np.float32)
    near[:, 0] = [0.30 + 0.0001 * number for number in range(20)]
    rows = ((str(number), number // 15, row.tobytes()) for number, row in enumerate(near))
    found = Gallery.of(rows).nearest(np.zeros(DIMENSIONS, dtype=np.float32))
    assert [candidate.face_id for candidate in found] == ["0", "15"]


@media
@pytest.mark.django_db
def test_from_photo_to_name_and_a_stranger_stays_unknown(
    photos: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("identity.services.search.face_engine", local)
    monkeypatch.setattr("identity.services.enrolment.face_engine", local)
    person = make_employee(default_site(), name="Barack")
    enrolment = services.request_enrolment(employee=person, picture=photos["obama"], caller=None)
    services.enrol_photo(enrolment.pk)
    enrolment.refresh_from_db()
    assert enrolment.outcome == Enrolment.Outcome.ENROLLED
    assert _outcome_of(photos["obama2"]) == ("MATCHED", person)
    assert _outcome_of(photos["biden"]) == ("UNKNOWN", None)


def _outcome_of(photo: bytes) -> tuple[str, Employee | None]:
    site = default_site()
    sighting: Sighting = services.take_report(
        site=site, picture=photo, captured_at=MORNING, event_id=str(uuid7())
    )
    services.search_sighting(sighting.pk)
    sighting.refresh_from_db()
    return sighting.outcome, sighting.employee
