"""The emulator for tests: real HTTP, and pictures whose one face is told by their colour."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.conf import settings

from factory.core import clock
from factory.core.leases import State
from identity import services
from identity.emulator.eyes import Eyes, Seen
from identity.emulator.server import Emulator
from identity.engines.choice import forget_engines
from identity.engines.pictures import as_rgb
from identity.models import Employee, Enrolment, Sighting
from tests.builders import default_site
from tests.identity.builders import MORNING, make_employee, make_picture

WHOLE = (0.25, 0.25, 0.5, 0.5)
NOBODY = 0
"""The shade of pictures without a face."""


def painted(picture: bytes) -> tuple[Seen, ...]:
    """Return the face of whom a colour stands for: the same vector for the same colour."""
    red, green, _ = (int(level) for level in as_rgb(picture)[40, 40])
    person = round(red / 8) + round(green / 8) * 32
    if person == NOBODY:
        return ()
    seed = int.from_bytes(hashlib.sha256(str(person).encode()).digest()[:4])
    vector = np.random.default_rng(seed).normal(size=128).astype(np.float32) * 0.1
    return (Seen(WHOLE, vector),)


def photo_of(person: int, size: tuple[int, int] = (120, 100)) -> bytes:
    """Return a picture of a person by number; of other sizes other pictures of the same person."""
    return make_picture(size, shade=person)


@contextmanager
def emulator(*, sees: Eyes | None = None) -> Iterator[Emulator]:
    """Serve for a while, and let the product use it as its Rekognition."""
    server = Emulator(sees=sees or Eyes(painted))
    server.start()
    named = {
        "FACE_ENGINE": "rekognition",
        "AWS_ENDPOINT_URL_REKOGNITION": server.url,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "FACE_RATE_PER_SECOND": 0,
        "FACE_LOCAL_LOOK": False,
    }
    former = {name: getattr(settings, name) for name in named}
    try:
        for name, value in named.items():
            setattr(settings, name, value)
        forget_engines()
        yield server
    finally:
        for name, value in former.items():
            setattr(settings, name, value)
        forget_engines()
        server.shutdown()
        server.server_close()


def enrolled(number: int) -> Employee:
    """Return somebody whose face the emulator knows."""
    person = make_employee(default_site())
    services.request_enrolment(employee=person, picture=photo_of(number, (200, 160)), caller=None)
    drain()
    return person


def seen(number: int) -> Sighting:
    return services.report_sighting(
        site_id=default_site().pk, jpeg=photo_of(number), captured_at=MORNING
    )


def drain(rounds: int = 12) -> None:
    """Do what waits, as workers would, without waiting for the moments of retries."""
    for _ in range(rounds):
        for rows, work in (
            (Enrolment.objects.all(), services.enrol_photo),
            (Sighting.objects.all(), services.search_sighting),
        ):
            rows.filter(state=State.PENDING).update(not_before=clock.now())
            for pk in rows.filter(state=State.PENDING).order_by("pk").values_list("pk", flat=True):
                work(pk)


def answers() -> list[tuple[str, int | None]]:
    return list(Sighting.objects.order_by("pk").values_list("outcome", "employee"))
