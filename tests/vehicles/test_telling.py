"""How long a camera remembers whom it told of: no longer than the cooldown of its site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from factory.core import clock
from factory.sites.models import Site, SiteSetting
from streaming.frames import CameraInfo, Detection, Frame
from tests.builders import default_site
from tests.vehicles.builders import PLATE, make_camera, make_gate
from tests.vehicles.test_consumers import BLANK, CAR, Says
from vehicles.consumers import PlateConsumer
from vehicles.models import PlateRead
from vehicles.telling import Telling

START = datetime(2026, 11, 26, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cooldown", "away", "news"),
    [(60, 29, False), (60, 31, True), (5, 4, False), (5, 6, True), (0, 2, False), (0, 4, True)],
)
def test_who_comes_back_after_the_cooldown_is_news(cooldown: int, away: int, news: bool) -> None:
    telling = Telling(timedelta(seconds=cooldown))
    telling.is_news(PLATE, 1, START, sound=True)
    back = START + timedelta(seconds=away)
    telling.forget(back)
    assert telling.is_news(PLATE, 2, back, sound=True) == news


@pytest.mark.django_db
@pytest.mark.parametrize(("cooldown", "fired"), [(60, 1), (5, 2)])
def test_at_a_camera(cooldown: int, fired: int) -> None:
    site: Site = default_site()
    since = clock.now() - timedelta(hours=1)
    SiteSetting.objects.create(
        site=site, name="vehicles.cooldown_seconds", value=cooldown, since=since
    )
    camera = make_camera(site)
    make_gate(site, camera)
    info = CameraInfo(camera.pk, site.pk, camera.camera_id, camera.name, camera.direction)
    consumer = PlateConsumer(info, Says(PLATE))

    def show(ago: float, *seen: Detection) -> None:
        at = clock.now() - timedelta(seconds=ago)
        consumer.consume(Frame(camera.pk, site.pk, at, BLANK, seen))

    for ago in (10, 9.5):
        show(ago, CAR)
    show(2)
    for ago in (1, 0.5):
        show(ago, replace(CAR, track_id=4))
    assert PlateRead.objects.filter(fired=True).count() == fired
