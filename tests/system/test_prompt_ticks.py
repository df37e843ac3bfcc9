"""A recognised face is a punch at once, whatever long work the queue of the jobs is held by."""

from __future__ import annotations

import pytest

from factory.core.jobs import SLICE_SECONDS
from factory.ops.processes import process_specs
from tests.system.house import House

pytestmark = [pytest.mark.slow, pytest.mark.both]
LONG_JOB = """
from factory.core.jobs import start_job
from tests.system.kinds import LONG
start_job(kind=LONG, params={}, site_id=None)
answer = None
"""
PROGRESS = """
from factory.core.models import Job
answer = Job.objects.get(kind="test.long").done
"""
RECOGNISED = """
from factory.core import clock
from factory.sites.services import ensure_default_site
from identity.models import Employee, Sighting
from identity.services.appending import append_decision
site = ensure_default_site(name="Main site", time_zone="UTC")
worker = Employee.objects.create(site=site, employee_code="E1", name="Asha")
seen = Sighting.objects.create(site=site, captured_at=clock.now(), digest="0" * 64)
append_decision(sighting=seen, employee_id=worker.pk, by="machine", similarity=98.5)
answer = None
"""
PUNCHES = """
from attendance.models import Punch
answer = Punch.objects.count()
"""


def test_a_face_becomes_a_punch_while_a_job_holds_the_worker_of_the_jobs(house: House) -> None:
    for spec in process_specs():
        if spec.name in {"worker", "maintenance"}:
            house.start(*spec.argv)
    house.ask(LONG_JOB)
    house.until(lambda: house.ask(PROGRESS) > 0)
    house.ask(RECOGNISED)
    house.beat()
    house.until(lambda: house.ask(PUNCHES) == 1, seconds=SLICE_SECONDS)
    assert house.ask(PROGRESS) < SLICE_SECONDS, "it did not come between two slices"
