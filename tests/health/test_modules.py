"""What each module tells of itself in system-info: its own figures, of the caller's sites alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from attendance.liveness import figures as of_attendance
from attendance.models import DirtyDay, Punch, Regularisation
from factory.core.models import User
from factory.core.scoping import access_of
from factory.sites.models import Site
from occupancy.liveness import figures as of_occupancy
from occupancy.models import AreaCamera, DirtyHour, LiveCount
from tests.attendance.builders import make_employee
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc
from vehicles.liveness import figures as of_vehicles
from vehicles.models import GateEvent, PlateRead

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T20:00:00")
HERE, THERE = "Asia/Kolkata", "UTC"
"""The day at HERE began at 18:30 UTC, so that noon of the same date at THERE is yesterday's."""
NOON = utc("2026-06-10T12:00:00")
GUIDE = {"alerts", "streaming", "identity", "vehicles", "occupancy", "attendance"}


def gate(site: Site) -> None:
    """Two decisions and a held read of now, one of each of noon."""
    for decision in ("pass", "blocked"):
        GateEvent.objects.create(site=site, decision=decision, reason="listed", at=NOW)
    GateEvent.objects.create(site=site, decision="pass", reason="listed", at=NOON)
    for at in (NOW, NOON):
        PlateRead.objects.create(
            site=site, confidence=0.5, requires_manual_review=True, captured_at=at
        )
    told = GateEvent.objects.filter(site=site).first()
    PlateRead.objects.create(
        site=site, confidence=0.5, requires_manual_review=True, captured_at=NOW, event=told
    )


def hall(site: Site) -> None:
    """Seven are in one area by its doors, three seen by who looks on; too many left another."""
    full, empty = make_area(site), make_area(site)
    door, inside = make_counter(full), make_counter(full, AreaCamera.Role.INSIDE)
    other = make_counter(empty)
    for area, camera, count in ((full, door, 7), (full, inside, 3), (empty, other, -2)):
        LiveCount.objects.create(site=site, area_id=area.pk, camera_id=camera.pk, count=count)
    LiveCount.objects.create(site=site, area_id=0, camera_id=door.pk, count=50)
    # Twice the same closed hour, and one that is not over.
    for start in (NOON, NOON, NOW):
        DirtyHour.objects.create(
            site=site,
            area_id=full.pk,
            camera_id=door.pk,
            hour_start=start,
            hour_end=start + timedelta(hours=1),
        )


def people(site: Site) -> None:
    """Two punches of now, one of them voided, and one of noon; a mark, and two requests."""
    employee = make_employee(site)
    for number, at in enumerate((NOW, NOON)):
        Punch.objects.create(
            site=site, employee=employee, at=at, zone="UTC", source="web", key=f"{number}"
        )
    voided = {"outcome": Punch.Outcome.VOIDED, "voided_at": NOW}
    Punch.objects.create(
        site=site, employee=employee, at=NOW, zone="UTC", source="web", key="v", **voided
    )
    DirtyDay.objects.create(site=site, employee=employee, first=NOW.date(), last=NOW.date())
    for state in ("pending", "approved"):
        Regularisation.objects.create(
            site=site, employee=employee, day=date(2026, 6, 9), check_in_time=NOON, state=state
        )


def decisions(**known: int) -> dict[str, int]:
    return dict.fromkeys(GateEvent.Decision.values, 0) | known


ONE_SITE: dict[str, dict[str, Any]] = {
    "vehicles": {
        "decisions_today": decisions(**{"pass": 1, "blocked": 1}),
        "reads_to_review_today": 1,
    },
    "occupancy": {"areas": 2, "people_in": 7, "hours_waiting": 1},
    "attendance": {"punches_today": 1, "derivations_waiting": 1, "requests_waiting": 1},
}
BOTH_SITES: dict[str, dict[str, Any]] = {
    "vehicles": {
        "decisions_today": decisions(**{"pass": 3, "blocked": 2}),
        "reads_to_review_today": 3,
    },
    "occupancy": {"areas": 4, "people_in": 14, "hours_waiting": 2},
    "attendance": {"punches_today": 3, "derivations_waiting": 2, "requests_waiting": 2},
}


def filled() -> tuple[Site, Site]:
    sites = default_site(time_zone=HERE), make_site(time_zone=THERE)
    for site in sites:
        gate(site)
        hall(site)
        people(site)
    return sites


def told(user: User) -> dict[str, Any]:
    with time_machine.travel(NOW, tick=False):
        modules: dict[str, Any] = client_of(user).get("/api/v1/system-info").json()["modules"]
    return modules


def test_a_manager_is_told_of_each_module_and_of_no_other_site() -> None:
    here, _there = filled()
    modules = told(make_user((here, "manager")))
    assert set(modules) == GUIDE
    assert {name: modules[name] for name in ONE_SITE} == ONE_SITE
    assert not any("error" in figures for figures in modules.values())


@pytest.mark.parametrize("superuser", [True, False])
def test_each_site_has_its_own_midnight(superuser: bool) -> None:
    here, there = filled()
    roles = () if superuser else ((here, "manager"), (there, "manager"))
    modules = told(make_user(*roles, superuser=superuser))
    assert {name: modules[name] for name in BOTH_SITES} == BOTH_SITES


def test_who_may_see_nothing_is_told_of_nothing() -> None:
    here, _there = filled()
    modules = told(make_user((here, "viewer")))
    assert modules["vehicles"] == {"decisions_today": decisions(), "reads_to_review_today": 0}
    assert set(modules["attendance"].values()) == {0}
    assert modules["occupancy"] == ONE_SITE["occupancy"]


@pytest.mark.parametrize("figures", [of_vehicles, of_occupancy, of_attendance])
def test_four_queries_whatever_there_is(
    figures: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here, there = filled()
    access = access_of(make_user((here, "manager"), (there, "manager")))
    with django_assert_num_queries(4):
        figures(access)
