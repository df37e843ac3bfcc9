"""Cameras in the admin, and the control room."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factory.alerts.services import raise_alert
from factory.audit.models import Entry
from factory.core import clock
from factory.sites.models import Site
from streaming import services
from streaming.models import Camera, CameraStatus
from streaming.targets import REFUSED, BadTargetError
from tests.builders import make_site, make_user
from tests.streaming.builders import make_camera, report

pytestmark = pytest.mark.django_db
LIST = "/admin/streaming/camera/"
WALL = "/admin/live/"


@pytest.fixture
def site() -> Site:
    return make_site()


def browser(site: Site, role: str = "manager") -> Client:
    client = Client()
    client.force_login(make_user((site, role)), "factory.sites.backends.SiteRoleBackend")
    return client


def typed(**given: Any) -> dict[str, Any]:
    """Return the form as a browser sends it."""
    return {
        "camera_id": "CAM-1",
        "name": "Gate",
        "source": "rtsp://10.0.0.5/s",
        "user": "admin",
        "password": "",
        "transport": "tcp",
        "target_fps": 30,
        "width": 1280,
        "height": 720,
        "quality": 80,
        "detector": "auto",
        "direction": "none",
        "enabled": "on",
        "active_from": "",
        "active_until": "",
    } | given


def change(camera: Camera) -> str:
    return f"{LIST}{camera.pk}/change/"


def saved(site: Site, **fields: Any) -> Camera:
    known = {"camera_id": "CAM-1", "name": "Gate", "source": "rtsp://10.0.0.5/s", "user": "admin"}
    return make_camera(site, **known | fields)


def test_a_camera_is_added(site: Site) -> None:
    answer = browser(site).post(f"{LIST}add/", typed(site=site.pk, password="hush"))
    assert answer.status_code == 302
    camera = Camera.objects.get()
    assert (camera.site, camera.password, camera.target_fps) == (site, "hush", 30)
    assert Entry.objects.get().act == "camera.added"


def test_a_change_keeps_the_password_that_is_not_typed(site: Site) -> None:
    camera = saved(site, password="hush")
    answer = browser(site).post(change(camera), typed(name="North gate"))
    assert answer.status_code == 302
    camera.refresh_from_db()
    assert (camera.name, camera.password) == ("North gate", "hush")
    assert Entry.objects.get().detail == {"fields": ["name"]}


def test_without_a_user_there_is_no_password(site: Site) -> None:
    camera = saved(site, password="hush")
    browser(site).post(change(camera), typed(user=""))
    camera.refresh_from_db()
    assert (camera.user, camera.password) == ("", "")


def test_a_password_is_not_shown_and_not_sent_elsewhere(site: Site) -> None:
    camera, client = saved(site, password="hush-hush"), browser(site)
    page = client.get(change(camera)).content.decode()
    assert re.search(r'<input type="text" name="user" value="admin"[^>]* maxlength="120"', page)
    assert "hush-hush" not in page
    answer = client.post(change(camera), typed(source="rtsp://10.6.6.6/s"))
    assert answer.status_code == 200
    assert b"enter the camera&#x27;s password again" in answer.content
    camera.refresh_from_db()
    assert camera.source == "rtsp://10.0.0.5/s"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"source": "rtsp://127.0.0.1/s"}, REFUSED),
        ({"source": "file:../x"}, "media folder"),
        ({"consumers": ["nobody"]}, "not one of the available choices"),
        ({"active_from": "08:00"}, "both times"),
    ],
)
def test_what_is_wrong_is_said(site: Site, given: dict[str, Any], words: str) -> None:
    answer = browser(site).post(f"{LIST}add/", typed(site=site.pk, **given))
    assert answer.status_code == 200
    assert words in answer.content.decode().replace("&#x27;", "'")
    assert not Camera.objects.exists()


def test_recognisers_are_ticked(site: Site, settings: Any) -> None:
    settings.STREAMING_CONSUMERS = {"occupancy": "x.y", "identity": "x.z"}
    client = browser(site)
    client.post(f"{LIST}add/", typed(site=site.pk, consumers=["identity"]))
    camera = Camera.objects.get()
    assert camera.consumers == ["identity"]
    assert re.search(rb'value="identity"[^>]* checked', client.get(change(camera)).content)


@pytest.mark.parametrize("role", ["viewer", "hr"])
def test_who_may_only_look_sees_no_address(site: Site, role: str) -> None:
    camera, client = saved(site, password="hush-hush"), browser(site, role)
    page = client.get(change(camera)).content
    assert b"10.0.0.5" not in page
    assert b"hush-hush" not in page
    assert b"camera-test" not in page
    assert client.post(change(camera), typed(name="x")).status_code == 403


def test_other_sites_are_not_there(site: Site) -> None:
    camera, client = make_camera(make_site()), browser(site)
    assert camera.name.encode() not in client.get(LIST).content
    assert camera.name.encode() not in client.get(WALL).content
    assert client.get(change(camera)).status_code == 302
    asked = client.get(f"{LIST}?site__id__exact={camera.site_id}")
    assert camera.name.encode() not in asked.content


@pytest.mark.parametrize("url", [LIST, WALL, "/admin/streaming/camerastatus/"])
def test_pages_cost_the_same_for_many(site: Site, url: str) -> None:
    client = browser(site)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    services.record_statuses({make_camera(site).pk: report()})
    queries()
    few = queries()
    cameras = [make_camera(site) for _ in range(9)]
    services.record_statuses({camera.pk: report() for camera in cameras[:5]})
    assert queries() == few


def test_two_at_once_are_told_by_the_admin_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_camera(make_site(), camera_id="CAM-1")
    monkeypatch.setattr(Camera, "validate_unique", lambda *_words, **_names: None)
    page = browser(site).post(f"{LIST}add/", typed() | {"site": site.pk}, follow=True)
    assert "Another camera has this camera id." in page.content.decode()
    assert Camera.objects.count() == 1


def nobody_answers(*_words: Any) -> None:
    raise BadTargetError("no such host")


def test_a_camera_whose_name_leads_nowhere_can_still_be_switched_off(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = make_camera(site, camera_id="CAM-1", source="rtsp://gone.plant/s")
    monkeypatch.setattr("streaming.admin.forms.check_target", nobody_answers)
    form = typed(source=camera.source)
    del form["enabled"]
    assert browser(site).post(change(camera), form).status_code == 302
    camera.refresh_from_db()
    assert not camera.enabled
    moved = browser(site).post(change(camera), form | {"source": "rtsp://lost.plant/s"})
    assert b"no such host" in moved.content


def shown(site: Site, state: str) -> set[int]:
    page = browser(site).get(f"{LIST}?state={state}")
    return {camera.pk for camera in page.context["cl"].result_list}


def test_the_list_says_how_cameras_are(site: Site) -> None:
    services.record_statuses(
        {
            make_camera(site).pk: report(fps=24.96),
            make_camera(site).pk: report("offline", error="cannot be opened"),
        }
    )
    page = browser(site).get(LIST).content.decode()
    for text in ("25.0", "cannot be opened"):
        assert f">{text}</td>" in page
    for state in ("live", "offline"):
        assert f'data-state="{state}">{state}</span>' in page
    CameraStatus.objects.filter(state="live").update(seen_at=clock.now() - timedelta(hours=3))
    assert shown(site, "live") == set()
    assert len(shown(site, "offline")) == 2
    assert browser(site).get(f"{LIST}?q=CAM").status_code == 200


def test_cameras_are_removed_by_the_service(site: Site) -> None:
    first, second, third = (make_camera(site) for _ in range(3))
    client = browser(site)
    client.post(f"{LIST}{first.pk}/delete/", {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(LIST, action)
    assert list(Camera.objects.all()) == [third]
    assert Entry.objects.filter(act="camera.removed").count() == 2


def test_the_page_of_a_camera_is_live(site: Site) -> None:
    camera = saved(site)
    page = browser(site).get(change(camera)).content.decode()
    assert f'src="/api/v1/cameras/{camera.pk}/stream?size=medium&amp;fps=10"' in page
    assert 'id="camera-test"' in page
    assert reverse("control-room") in page


def test_statuses_are_only_looked_at(site: Site) -> None:
    camera = make_camera(site)
    services.record_statuses({camera.pk: report()})
    client = browser(site)
    assert client.get("/admin/streaming/camerastatus/").status_code == 200
    assert client.get("/admin/streaming/camerastatus/add/").status_code == 403


def test_the_wall(site: Site) -> None:
    cameras = [make_camera(site) for _ in range(3)]
    services.record_statuses({cameras[0].pk: report()})
    raise_alert(site_id=site.pk, kind="x", text="A lorry <blocks> the gate", dedup_key="x")
    raise_alert(site_id=make_site().pk, kind="x", text="Somewhere else", dedup_key="x")
    page = browser(site).get(WALL).content.decode()
    assert re.findall(r'data-camera="(\d+)"', page) == [str(camera.pk) for camera in cameras]
    assert "<strong>1</strong> of 3 live" in page
    assert "A lorry &lt;blocks&gt; the gate" in page
    assert "Somewhere else" not in page
    assert 'data-may-acknowledge="yes"' in page


def test_the_wall_runs_under_a_strict_policy(site: Site) -> None:
    """No script and no style in the page itself, so that a CSP of 'self' may hold."""
    make_camera(site)
    page = browser(site).get(WALL).content.decode()
    own = page[page.index('id="live"') : page.index('id="footer"')]
    assert not re.search(r"\son[a-z]+=|\sstyle=|<script|<style", own)
    assert 'src="/static/streaming/live.js"' in page


@pytest.mark.parametrize(
    ("role", "words"), [("manager", "Add a camera"), ("viewer", "as soon as a manager")]
)
def test_an_empty_wall_says_what_to_do(site: Site, role: str, words: str) -> None:
    assert words in browser(site, role).get(WALL).content.decode()


def test_who_may_not_act_on_alerts_is_offered_nothing(site: Site) -> None:
    make_camera(site)
    assert 'data-may-acknowledge="no"' in browser(site, "viewer").get(WALL).content.decode()


def test_the_wall_is_for_those_with_an_office(site: Site) -> None:
    assert Client().get(WALL).status_code == 302
    assert browser(site, "employee").get(WALL).status_code == 302


def test_the_front_page_leads_to_the_wall(site: Site) -> None:
    assert f'href="{WALL}"' in browser(site).get("/admin/").content.decode()
