"""A site's own list of networks narrows what the installation allows, and never widens it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factory.core import clock
from factory.core.errors import Invalid
from factory.sites.models import Site, SiteSetting
from streaming.models import Camera
from streaming.site_settings import CAMERA_NETWORKS, networks_of
from streaming.supervision.orders import check_target, order_for
from streaming.targets import REFUSED, BadTargetError, narrowed
from streaming.trials import try_camera
from tests.builders import client_of, make_site, make_user
from tests.streaming.builders import make_camera

INSTALLED = ["10.0.0.0/8", "192.168.0.0/16", "fd00::/8"]
CASES = {
    "no word of its own": ([], INSTALLED),
    "a part of one": (["10.1.0.0/16"], ["10.1.0.0/16"]),
    "parts of two": (["10.1.0.0/16", "192.168.7.0/24"], ["10.1.0.0/16", "192.168.7.0/24"]),
    "wider than the installation": (["0.0.0.0/0"], ["10.0.0.0/8", "192.168.0.0/16"]),
    "elsewhere": (["172.16.0.0/12"], []),
    "of the other family": (["fd00:1::/32"], ["fd00:1::/32"]),
    "one address": (["10.2.3.4"], ["10.2.3.4/32"]),
}


@pytest.mark.parametrize(("own", "allowed"), CASES.values(), ids=CASES)
def test_what_a_site_leaves_of_the_installation(own: list[str], allowed: list[str]) -> None:
    assert narrowed(INSTALLED, own) == allowed


@pytest.mark.parametrize("text", ["10.1.0.0/33", "10.1.2.3/16", "the yard"])
def test_what_is_no_network_is_refused_when_it_is_entered(text: str) -> None:
    with pytest.raises(Invalid):
        CAMERA_NETWORKS.clean(text)


@pytest.fixture
def site(settings: Any) -> Site:
    settings.CAMERA_NETWORKS = INSTALLED
    made = make_site()
    SiteSetting.objects.create(
        site=made,
        name=CAMERA_NETWORKS.name,
        value="10.1.0.0/16, 10.2.0.0/16\n127.0.0.0/8",
        since=clock.now() - timedelta(hours=1),
    )
    return made


@pytest.mark.django_db
def test_it_counts_wherever_a_camera_is_pointed(site: Site) -> None:
    assert networks_of(site.pk) == ["10.1.0.0/16", "10.2.0.0/16"]
    assert networks_of(make_site().pk) == INSTALLED
    check_target("rtsp://10.2.0.9/s", site.pk)
    for refused in ("rtsp://10.3.0.9/s", "rtsp://127.0.0.1/s"):
        with pytest.raises(BadTargetError, match=REFUSED):
            check_target(refused, site.pk)
    # A camera of before the setting is no longer read, nor tried.
    camera = make_camera(site, source="rtsp://10.3.0.9/s")
    with pytest.raises(BadTargetError):
        order_for(camera)
    assert try_camera(camera).reason == REFUSED


@pytest.mark.django_db
def test_the_api_refuses_what_the_site_does_not_have(site: Site) -> None:
    client = client_of(make_user((site, "manager")))
    fields = {"camera_id": "CAM-1", "name": "Gate", "source": "rtsp://10.3.0.9/s"}
    refused = client.post("/api/v1/cameras", fields)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/source"
    assert (
        client.post("/api/v1/cameras", fields | {"source": "rtsp://10.1.0.9/s"}).status_code == 201
    )
    url = f"/api/v1/cameras/{Camera.objects.get().pk}"
    assert client.patch(url, {"source": "rtsp://10.3.0.9/s"}).status_code == 400
    assert client.patch(url, {"source": "rtsp://10.2.0.9/s"}).status_code == 200
