"""What must have happened before an address can be asked, where a row alone is not enough.

Each plays it at a site and returns the address and the body that a person then sends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.models import Punch
from factory.core import clock
from factory.core.jobs import run_job
from factory.core.leases import State
from factory.core.models import Job, User
from factory.sites.models import Site
from identity import services as identity
from identity.models import Sighting
from tests.architecture.rows import make_row
from tests.builders import client_of
from tests.identity.builders import make_employee, make_picture, make_sighting, named
from tests.vehicles.builders import PLATE, block, make_camera, make_gate, see

Story = Callable[[Site, User], tuple[str, dict[str, Any]]]


def settled(site: Site) -> Sighting:
    sighting = make_sighting(site)
    identity.search_sighting(sighting.pk)
    return sighting


def decision(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    return f"sightings/{settled(site).uuid}/decision", {"employee": make_employee(site).pk}


def undoing(site: Site, who: User) -> tuple[str, dict[str, Any]]:
    sighting = settled(site)
    identity.decide(sighting=sighting, saying=named(make_employee(site)), caller=who)
    return f"sightings/{sighting.uuid}/undo", {}


def enrolling_a_sighting(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    return f"sightings/{settled(site).uuid}/enrol", {"employee": make_employee(site).pk}


def searching_again(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    Sighting.objects.filter(pk=make_sighting(site).pk).update(state=State.FAILED)
    return "sightings/retry", {}


def withdrawing(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    return f"employees/{make_employee(site).pk}/withdraw-consent", {}


def photo(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    image = SimpleUploadedFile("face.jpg", make_picture(), "image/jpeg")
    return "enrolments", {"employee": make_employee(site).pk, "image": image}


def opening(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    camera = make_camera(site)
    make_gate(site, camera)
    return f"gate-events/{see(site, camera=camera).event_id}/open", {"why": "Known."}


def admitting(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    camera = make_camera(site)
    make_gate(site, camera)
    return f"plate-reads/{see(site, camera=camera, confidence=0.3).pk}/admit", {"why": "Known."}


def reviewing(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    return f"plate-reads/{see(site, confidence=0.3).pk}/review", {"why": "A bicycle."}


def unblocking(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    block(site)
    return "vehicle/unblock-plate", {"plate": PLATE}


def leaving(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    camera = make_camera(site)
    make_gate(site, camera, policy="log_only")
    see(site, camera=camera, ago=60)
    return "vehicle/left", {"plate": PLATE}


def asking(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    day = (clock.now() - timedelta(days=1)).date()
    times = {"day": f"{day}", "check_in_time": f"{day}T08:00:00"}
    return "regularisations", times | {"employee": make_employee(site).pk, "reason": "Reader down"}


def accepting(site: Site, _who: User) -> tuple[str, dict[str, Any]]:
    punch = make_row(Punch, site)
    Punch.objects.filter(pk=punch.pk).update(outcome=Punch.Outcome.SUSPECT)
    return f"punches/{punch.pk}/accept", {"reason": "Seen at the gate."}


def applying(site: Site, who: User) -> tuple[str, dict[str, Any]]:
    file = SimpleUploadedFile("devices.csv", b"name\nNorth\n")
    body = {"kind": "tests.open", "file": file, "site": site.pk}
    made = client_of(who).post("/api/v1/imports", body, format="multipart").json()
    run_job(Job.objects.get().pk)
    return f"imports/{made['uuid']}/apply", {}


STORIES: dict[str, Story] = {
    "POST imports/{uuid}/apply": applying,
    "POST employees/{pk}/withdraw-consent": withdrawing,
    "POST enrolments": photo,
    "POST sightings/retry": searching_again,
    "POST sightings/{uuid}/decision": decision,
    "POST sightings/{uuid}/undo": undoing,
    "POST sightings/{uuid}/enrol": enrolling_a_sighting,
    "POST gate-events/{pk}/open": opening,
    "POST plate-reads/{pk}/admit": admitting,
    "POST plate-reads/{pk}/review": reviewing,
    "POST vehicle/unblock-plate": unblocking,
    "POST vehicle/left": leaving,
    "POST regularisations": asking,
    "POST punches/{pk}/accept": accepting,
}
