"""A device's clock is ahead: its readings are told by ours, live counts go on, people are told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from factory.alerts.models import Alert
from factory.sites.models import SiteSetting
from occupancy import services
from occupancy.clocks import ahead, apart, by_our_clock, spoken
from occupancy.counts import Reading
from occupancy.models import Area, CountReset, OccupancyLog
from occupancy.selectors.live import live_of
from streaming.models import Camera
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TEN = utc("2026-06-10T10:00")
FAST = timedelta(minutes=55)
MINUTE, SECOND, NONE = timedelta(minutes=1), timedelta(seconds=1), timedelta()


@pytest.fixture
def area() -> Area:
    return make_area(default_site(), name="Hall")


@pytest.fixture
def door(area: Area) -> Camera:
    return make_counter(area)


def send(now: datetime, readings: Sequence[Reading]) -> services.Recorded:
    with time_machine.travel(now, tick=False):
        return services.record_logs(site=default_site(), readings=readings)


def said(area: Area, door: Camera, at: datetime, **what: Any) -> Reading:
    return Reading(door.pk, area.pk, at, **what)


@pytest.mark.parametrize(
    ("offsets", "by"),
    [
        pytest.param([NONE, -SECOND], NONE, id="right"),
        pytest.param([SECOND * 2, SECOND], SECOND * 2, id="a little, which is tolerated"),
        pytest.param([FAST - MINUTE, FAST, -SECOND], FAST, id="by the newest, the others with it"),
    ],
)
def test_how_far_a_clock_is_ahead(offsets: list[timedelta], by: timedelta) -> None:
    readings = [Reading(1, 1, TEN + offset) for offset in offsets] + [Reading(2, 1, TEN)]
    found = ahead(readings, TEN)
    assert found == ({1: by} if by else {})
    told = by_our_clock(readings, found, TEN)
    assert [one.at for one in told] == [*(TEN + offset - by for offset in offsets), TEN]
    assert [one.said for one in told] == [one.at for one in readings]


def test_each_has_a_moment_of_its_own() -> None:
    back = [Reading(1, 1, TEN, said_at=TEN + FAST), Reading(1, 1, TEN, said_at=TEN + FAST * 2)]
    found = apart([*back, Reading(1, 1, TEN + timedelta(microseconds=1))], {((1, 1), TEN)})
    assert [(one.at - TEN) // timedelta(microseconds=1) for one in found] == [2, 3, 1]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1, "1 second"), (29, "29 seconds"), (61, "1 minute"), (3300, "55 minutes")],
)
def test_spans_as_people_say_them(seconds: int, text: str) -> None:
    assert spoken(seconds) == text


def test_counts_go_on_once_the_clock_is_right(area: Area, door: Camera) -> None:
    send(TEN, [said(area, door, TEN + FAST, count=40)])
    assert live_of(area, TEN)["count"] == 40
    for minute in (1, 2):
        at = TEN + MINUTE * minute
        send(at, [said(area, door, at, count=40 - minute)])
        assert live_of(area, at)["count"] == 40 - minute
    assert OccupancyLog.objects.earliest("timestamp").timestamp == TEN


def test_somebody_may_say_how_many_are_in(area: Area, door: Camera) -> None:
    send(TEN, [said(area, door, TEN + FAST, count=40)])
    with time_machine.travel(TEN + MINUTE, tick=False):
        services.record_headcount(site=area.site, count=12, at=TEN + MINUTE)
    assert live_of(area, TEN)["count"] == 12
    assert CountReset.objects.get().before == 40


def test_the_same_again_is_known_whenever_it_comes(area: Area, door: Camera) -> None:
    rows = [said(area, door, TEN + FAST + SECOND * n, entries=1) for n in (-90, -60, -30, 0)]
    assert send(TEN, rows).new == (True,) * 4
    for later in (NONE, SECOND * 5, MINUTE * 54, MINUTE * 56, timedelta(hours=5)):
        assert send(TEN + later, rows).inserted == 0, later
    assert live_of(area, TEN)["count"] == 4
    times = OccupancyLog.objects.order_by("timestamp").values_list("timestamp", "said_at")
    assert list(times) == [(TEN + SECOND * n, TEN + FAST + SECOND * n) for n in (-90, -60, -30, 0)]


def test_what_was_read_in_time_is_known_when_it_is_sent_with_later_ones(
    area: Area, door: Camera
) -> None:
    first = said(area, door, TEN + SECOND * 20, entries=1)
    assert send(TEN, [first]).inserted == 1
    more = said(area, door, TEN + SECOND * 40, entries=1)
    assert send(TEN, [first, more]).new == (False, True)
    assert live_of(area, TEN)["count"] == 2


def test_each_minute_an_hour_ahead(area: Area, door: Camera) -> None:
    """A clock that stays ahead, sent as it is read: each at the moment that it came, all counted."""
    for minute in range(5):
        at = TEN + MINUTE * minute
        row = said(area, door, at + FAST, entries=2, exits=1)
        assert send(at, [row, row]).new == (True, False)
    times = OccupancyLog.objects.order_by("timestamp").values_list("timestamp", flat=True)
    assert list(times) == [TEN + MINUTE * minute for minute in range(5)]
    assert live_of(area, TEN)["count"] == 5


def test_two_at_one_moment_are_two(area: Area, door: Camera) -> None:
    for seconds in (0, 1, 2):
        row = said(area, door, TEN + FAST + SECOND * seconds, count=7 + seconds)
        assert send(TEN, [row]).inserted == 1
    assert live_of(area, TEN)["count"] == 9


def test_it_is_told_once_and_on_the_pages(area: Area, door: Camera) -> None:
    other = make_area(area.site, name="Yard")
    client = client_of(make_user((area.site, "manager")))
    pages = [reverse("admin:occupancy_board"), reverse("admin:occupancy_figures", args=[area.pk])]
    shown = "clock is 55 minutes ahead"
    for minute in range(3):
        at = TEN + MINUTE * minute
        send(at, [said(one, door, at + FAST, entries=1) for one in (area, other)])
        with time_machine.travel(at, tick=False):
            assert all(shown in client.get(page).content.decode() for page in pages)
    alert = Alert.objects.get(kind="occupancy_clock")
    assert (alert.count, alert.resolved_at) == (1, None)
    assert f"The clock of {door.name} is 55 minutes ahead" in alert.text
    with time_machine.travel(TEN, tick=False):
        (live, _) = client.get("/api/v1/occupancy/live").json()["areas"]
    assert live["cameras"][0]["clock_ahead_seconds"] == live["clock_ahead_seconds"] == 3300
    at = TEN + MINUTE * 9
    send(at, [said(one, door, at, entries=1) for one in (area, other)])
    alert.refresh_from_db()
    assert alert.resolved_at == at
    with time_machine.travel(at, tick=False):
        assert not any(shown in client.get(page).content.decode() for page in pages)


def test_a_sites_own_tolerance(area: Area, door: Camera) -> None:
    SiteSetting.objects.create(
        site=area.site, name="occupancy.clock_tolerance_seconds", value=300, since=TEN - MINUTE
    )
    send(TEN, [said(area, door, TEN + MINUTE * 4, count=3)])
    assert live_of(area, TEN)["clock_ahead_seconds"] == 0
    assert not Alert.objects.exists()
