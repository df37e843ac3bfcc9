"""Builders of people, pictures and a scripted engine for tests of identity."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from PIL import Image

from factory.core import clock
from factory.sites.models import Site
from identity import services
from identity.engines.base import Enrolled, Found, GalleryOf, Refused, Unusable
from identity.matching import Candidate
from identity.models import Decision, Employee, Erasure, FaceTemplate, Sighting
from identity.services import Saying
from tests.builders import default_site

_numbers = count(1)
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def make_picture(
    size: tuple[int, int] = (120, 100), *, kind: str = "JPEG", shade: int | None = None
) -> bytes:
    """Return a plain picture; each call's differs unless ``shade`` is given."""
    level = next(_numbers) if shade is None else shade
    buffer = io.BytesIO()
    # Steps that JPEG does not round away.
    colour = (level * 8 % 256, level * 8 // 256 * 8 % 256, 90)
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def make_employee(site: Site, *, consent: bool = True, name: str = "") -> Employee:
    number = next(_numbers)
    employee = services.create_employee(
        site=site, employee_code=f"E{number:04}", name=name or f"Person {number}"
    )
    if consent:
        give_consent(employee)
    return employee


def give_consent(employee: Employee) -> None:
    services.record_consent(employee=employee, version="1", evidence="paper 7", caller=None)


def make_template(employee: Employee, face_id: str = "") -> FaceTemplate:
    template: FaceTemplate = FaceTemplate.objects.create(
        site=employee.site,
        employee=employee,
        engine=ScriptedEngine.name,
        model_version="1",
        face_id=face_id or f"face-{next(_numbers)}",
    )
    return template


def named(employee: Employee | None) -> Saying:
    """Return what a person says who knows, or who knows that it is nobody."""
    return Saying(Decision.Word.NAMED if employee else Decision.Word.NOBODY, employee)


def erase(employee: Employee) -> Erasure:
    """Ask for an erasure and carry it out at once, once."""
    erasure = services.request_erasure(employee=employee, caller=None)
    Erasure.objects.filter(pk=erasure.pk).update(not_before=clock.now())
    services.carry_out_erasure(erasure.pk)
    erasure.refresh_from_db()
    return erasure


def make_sighting(site: Site, *, track_id: str = "", captured_at: datetime = MORNING) -> Sighting:
    return services.report_sighting(
        site_id=site.pk, jpeg=make_picture(), captured_at=captured_at, track_id=track_id
    )


def begun_beside(pk: int) -> None:
    """Let a search under way seem to have begun later, as a host whose clock is ahead says: others of
    its track are searched beside it.
    """
    ahead = clock.now() + timedelta(seconds=5)
    Sighting.objects.filter(pk=pk).update(started_at=ahead)


Script = Callable[[], Found | Unusable]


@dataclass
class ScriptedEngine:
    """An engine that answers what the test says and counts what it is asked."""

    script: Script = lambda: Found((), "1")
    enrolment: Callable[[], Enrolled | Refused] = lambda: Enrolled("face-new", "1")
    searches: int = 0
    forgotten: list[str] = field(default_factory=list)
    stubborn: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    name = "scripted"
    paid = False

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    def search(self, picture: bytes, *, collection: str, gallery: GalleryOf) -> Found | Unusable:
        self.searches += 1
        self._fail()
        return self.script()

    def enrol(
        self, picture: bytes, *, collection: str, external_id: str, first: bool
    ) -> Enrolled | Refused:
        self._fail()
        return self.enrolment()

    def forget(self, face_ids: Iterable[str], *, collection: str) -> None:
        self._fail()
        self.forgotten += list(face_ids)

    def listed(self, *, collection: str) -> Iterator[tuple[str, str]]:
        return iter(())

    def kept(self, face_ids: Iterable[str], *, collection: str, external_id: str) -> list[str]:
        return [face_id for face_id in face_ids if face_id in self.stubborn]


def sees(face_id: str, similarity: float = 99.0) -> Script:
    return lambda: Found((Candidate(face_id, similarity),), "1")


def enrolled_person() -> Employee:
    person = make_employee(default_site())
    make_template(person, "face-1")
    return person


def after(sighting: Sighting) -> Sighting:
    sighting.refresh_from_db()
    return sighting
