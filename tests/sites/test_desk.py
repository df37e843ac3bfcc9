"""The front page: each subject's figures, at the caller's sites, as far as the role may see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import services
from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from factory.core import clock
from factory.sites.desk import Panel, Tone, desks
from factory.sites.models import Role, Site
from occupancy.models import Area
from streaming.models import Camera
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with time_machine.travel(utc("2026-03-02 09:30"), tick=False):
        yield


def front_page(*roles: tuple[Site, str], site: Site | None = None) -> HttpResponse:
    client = Client()
    client.force_login(make_user(*roles), backend="factory.sites.backends.SiteRoleBackend")
    answer: Any = client.get(reverse("admin:index"), {"site": site.pk} if site else {})
    assert answer.status_code == 200
    return answer  # type: ignore[no-any-return]


def panels_of(answer: Any) -> dict[str, Panel]:
    return {panel.title: panel for panel in answer.context["panels"]}


def figures(panel: Panel) -> dict[str, tuple[int | str, Tone]]:
    return {figure.label: (figure.value, figure.tone) for figure in panel.figures}


def test_an_empty_site_says_what_to_do_first() -> None:
    site = default_site()
    answer = front_page((site, Role.MANAGER), (site, Role.HR))
    panels = panels_of(answer)
    for title in ("Cameras", "People on site", "Gates", "Faces", "Attendance", "Open alerts"):
        assert panels[title].is_empty, title
        assert panels[title].empty in answer.content.decode(), title


def test_attendance_counts_as_its_board_does() -> None:
    site = default_site()
    shift = make_shift(site, "08:00-17:00")
    people = [make_employee(site) for _ in range(4)]
    for person in people:
        assign(person, shift, DAY)
    services.derive_dirty_days()
    for person, moment in zip(people, ("07:55", "08:40"), strict=False):
        services.check_in(employee_id=person.pk, at=utc(f"2026-03-02 {moment}"))
    services.derive_dirty_days()
    shown = figures(panels_of(front_page((site, Role.HR)))["Attendance"])
    assert shown["in now"] == (2, Tone.GOOD)
    assert shown["late"] == (1, Tone.WARN)
    assert shown["missing"] == (2, Tone.BAD)
    assert shown["gone"] == (0, Tone.PLAIN)


def test_the_gravest_alert_comes_first() -> None:
    site = default_site()
    for severity, text in ((Severity.INFO, "small"), (Severity.CRITICAL, "grave")):
        raise_alert(site_id=site.pk, kind="test", severity=severity, text=text, dedup_key=text)
    bars = panels_of(front_page((site, Role.SECURITY)))["Open alerts"].bars
    assert [bar.label for bar in bars] == ["grave", "small"]
    assert bars[0].tone is Tone.BAD


def test_a_role_sees_its_own_subjects_only() -> None:
    panels = panels_of(front_page((default_site(), Role.VIEWER)))
    assert "Cameras" in panels
    assert not {"Faces", "Attendance", "Gates"} & set(panels)


def test_nothing_of_another_site_is_counted_or_offered() -> None:
    here, there = default_site(), make_site(name="Elsewhere")
    Area.objects.create(site=there, name="Their hall", capacity=10)
    answer = front_page((here, Role.MANAGER), site=there)
    assert answer.context["site"] == here  # type: ignore[attr-defined]
    page = answer.content.decode()
    assert "Their hall" not in page
    assert "Elsewhere" not in page


def test_one_chooses_among_ones_sites() -> None:
    here, there = default_site(), make_site(name="Elsewhere")
    Area.objects.create(site=there, name="Hall two", capacity=10)
    answer = front_page((here, Role.MANAGER), (there, Role.MANAGER), site=there)
    assert panels_of(answer)["People on site"].bars[0].label == "Hall two"


def test_cameras_in_trouble_are_not_lost_among_the_others() -> None:
    site = default_site()
    for number in range(6):
        Camera.objects.create(
            site=site, camera_id=f"C{number}", name=f"C{number}", source="scene:door"
        )
    Camera.objects.update(changed_at=clock.now() - timedelta(minutes=1))
    pictures = panels_of(front_page((site, Role.VIEWER)))["Cameras"].pictures
    assert len(pictures) == 4
    assert {picture.tone for picture in pictures} == {Tone.BAD}


def test_the_number_of_queries_does_not_grow_with_the_rows() -> None:
    site = default_site()
    client = Client()
    client.force_login(
        make_user((site, Role.MANAGER)), backend="factory.sites.backends.SiteRoleBackend"
    )

    def queries() -> int:
        client.get(reverse("admin:index"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("admin:index"))
        return len(seen)

    before = queries()
    for number in range(8):
        Area.objects.create(site=site, name=f"Hall {number}", capacity=10)
        Camera.objects.create(
            site=site, camera_id=f"C{number}", name=f"C{number}", source="scene:door"
        )
        raise_alert(
            site_id=site.pk, kind="test", severity=Severity.INFO, text="x", dedup_key=f"{number}"
        )
    assert queries() <= before


def test_every_declared_record_is_a_model_of_its_app() -> None:
    known = {(m._meta.app_label, m._meta.model_name) for m in admin.site._registry}
    named = {(desk.app_label, name) for desk in desks().values() for name in desk.records}
    assert named <= known
    assert len(desks()) == len(settings.DESKS)
