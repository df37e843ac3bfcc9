"""A search among 100, 1,000 and 10,000 templates of the local engine: milliseconds and memory.

``python -m benchmarks.identity.gallery``. Synthetic vectors; the picture's own 200 ms of detection and
embedding come on top of it once. Beside it: the same by a loop over the vectors, as a peer.
"""

from __future__ import annotations

import base64
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from django.core.management import call_command
from numpy.typing import NDArray

from benchmarks.identity import environment
from factory.sites.selectors import default_site
from identity.engines.gallery import DIMENSIONS, LOCAL_MODEL, Gallery
from identity.models import Employee, FaceTemplate
from identity.selectors import gallery_of

SIZES = (100, 1_000, 10_000)
TIMES = 50


def main() -> int:
    call_command("migrate", verbosity=0)
    print(f"SQLite in {environment.FOLDER}; encrypted rows are read once per process and change")
    print(
        f"{'templates':>10}{'search ms':>11}{'by a loop ms':>14}{'first load s':>14}{'memory MB':>11}"
    )
    for size in SIZES:
        print(line(size))
    return 0


def line(size: int) -> str:
    fill(size)
    site_id = default_site().pk
    began = time.monotonic()
    gallery = gallery_of(site_id)
    loaded = time.monotonic() - began
    face = np.random.default_rng(1).normal(size=DIMENSIONS).astype(np.float32)
    search = timed(lambda: gallery_of(site_id).nearest(face))
    loop = timed(lambda: by_loop(gallery, face))
    memory = (gallery.vectors.nbytes + sum(map(sys.getsizeof, gallery.face_ids))) / 1024**2
    return f"{size:10}{search:11.2f}{loop:14.1f}{loaded:14.2f}{memory:11.2f}"


def fill(size: int) -> None:
    """Have so many templates of one site: encrypted rows, as enrolment writes them."""
    site = default_site()
    person, _ = Employee.objects.get_or_create(site=site, employee_code="B", defaults={"name": "B"})
    dice = np.random.default_rng(size)
    FaceTemplate.objects.all().delete()
    FaceTemplate.objects.bulk_create(
        FaceTemplate(
            site=site,
            employee=person,
            engine="local",
            model_version=LOCAL_MODEL,
            face_id=str(number),
            vector=base64.b64encode(
                dice.normal(size=DIMENSIONS).astype(np.float32).tobytes()
            ).decode(),
        )
        for number in range(size)
    )


def by_loop(gallery: Gallery, face: NDArray[np.float32]) -> float:
    return min(float(np.sqrt(((row - face) ** 2).sum())) for row in gallery.vectors)


def timed(act: Callable[[], object]) -> float:
    """Return the median milliseconds."""
    act()
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        spans.append((time.perf_counter() - began) * 1000)
    return median(spans)


if __name__ == "__main__":
    sys.exit(main())
