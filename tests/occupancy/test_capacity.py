"""Capacity: levels with hysteresis, alerts with a cool-down, acknowledged by a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from factory.alerts.models import Alert, Channel, Delivery
from factory.sites.models import Site
from occupancy import services, tasks
from occupancy.areas import Level
from occupancy.capacity import Held, Limits, Verdict, judge, settled
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, AreaLevel
from occupancy.selectors.live import live_of
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_camera, utc

NOW = utc("2026-06-10T12:00")
LIMITS = Limits(capacity=100, warn_percent=80, slack_percent=5, cool_down=timedelta(minutes=10))
OK, WARN, FULL, UNLIMITED = Level.OK, Level.WARN, Level.FULL, Level.UNLIMITED


@pytest.mark.parametrize(
    ("held", "count", "expected"),
    [
        pytest.param(OK, 79, OK, id="below"),
        pytest.param(OK, 80, WARN, id="at the warning"),
        pytest.param(OK, 100, FULL, id="straight to full"),
        pytest.param(WARN, 79, WARN, id="one went out: still warned"),
        pytest.param(WARN, 76, WARN, id="not yet clearly below"),
        pytest.param(WARN, 74, OK, id="clearly below"),
        pytest.param(FULL, 99, FULL, id="one went out: still full"),
        pytest.param(FULL, 94, WARN, id="clearly below full"),
        pytest.param(FULL, 10, OK, id="everybody went"),
    ],
)
def test_levels_have_hysteresis(held: Level, count: int, expected: Level) -> None:
    assert settled(held, count, LIMITS) is expected


def test_a_small_place_still_has_hysteresis() -> None:
    small = Limits(5, 80, 5, timedelta(0))
    assert [settled(FULL, count, small) for count in (5, 4, 3, 2)] == [FULL, FULL, WARN, OK]


@pytest.mark.parametrize("held", [WARN, FULL])
@pytest.mark.parametrize(
    ("capacity", "warn", "slack", "levels"),
    [
        pytest.param(1, 80, 5, (OK, FULL), id="one person"),
        pytest.param(2, 50, 5, (OK, WARN, FULL), id="a warning from one on"),
        pytest.param(4, 25, 5, (OK, WARN), id="a quarter"),
        pytest.param(10, 10, 5, (OK, WARN), id="a tenth"),
        pytest.param(20, 20, 20, (OK, WARN), id="a slack as wide as the warning"),
        pytest.param(3, 50, 100, (OK, WARN), id="a slack as wide as the place"),
    ],
)
def test_an_empty_place_is_neither_full_nor_filling_up(
    capacity: int, warn: int, slack: int, levels: tuple[Level, ...], held: Level
) -> None:
    limits = Limits(capacity, warn, slack, timedelta(0))
    assert settled(held, 0, limits) is OK
    assert [settled(OK, count, limits) for count in (0, capacity)] == [OK, FULL]
    stays = [settled(level, 1, limits) for level in levels[1:]]
    assert stays == list(levels[1:]), "with somebody in it the slack holds"


def test_a_place_that_lost_its_limit_has_no_level() -> None:
    assert settled(FULL, 500, Limits(None, 80, 5, timedelta(0))) is UNLIMITED


def told(level: Level, ago: int, *, at: Level | None = None, still: bool = True) -> Held:
    return Held(at or level, NOW - timedelta(hours=1), level, NOW - timedelta(minutes=ago), still)


@pytest.mark.parametrize(
    ("held", "count", "resolve", "alarm"),
    [
        pytest.param(Held(OK, NOW), 85, None, WARN, id="the first warning"),
        pytest.param(told(WARN, 1), 85, None, None, id="it stands already"),
        pytest.param(told(WARN, 1), 100, WARN, FULL, id="fuller: at once, in its place"),
        pytest.param(told(FULL, 1), 90, FULL, None, id="less full: over, and no new warning yet"),
        pytest.param(told(FULL, 11), 90, FULL, WARN, id="less full, after the cool-down"),
        pytest.param(told(WARN, 1), 10, WARN, None, id="over"),
        pytest.param(told(WARN, 9, at=OK, still=False), 85, None, None, id="again, too soon"),
        pytest.param(told(WARN, 10, at=OK, still=False), 85, None, WARN, id="again, cooled down"),
        pytest.param(told(WARN, 1, at=OK, still=False), 100, None, FULL, id="worse than told"),
        pytest.param(told(WARN, 9, at=WARN, still=False), 85, None, None, id="held back"),
        pytest.param(told(WARN, 10, at=WARN, still=False), 85, None, WARN, id="no longer"),
    ],
)
def test_what_is_raised_and_resolved(
    held: Held, count: int, resolve: Level | None, alarm: Level | None
) -> None:
    verdict = judge(held, count, LIMITS, NOW)
    assert (verdict.resolve, verdict.alarm) == (resolve, alarm)
    again = judge(verdict.held, count, LIMITS, NOW)
    assert again == Verdict(verdict.held), "looking twice changes nothing"


def people(site: Site, area: Area, camera: int, count: int, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        services.record_logs(site=site, readings=[Reading(camera, area.pk, at, count)])


@pytest.mark.django_db
def test_alerts_come_go_and_are_acknowledged() -> None:
    site = default_site()
    Channel.objects.create(site=site, name="Desk", kind="mail", target="desk@example.org")
    area = make_area(site, name="Hall", capacity=10)
    for minute, count in enumerate([7, 8, 8, 9, 10, 9, 10, 3, 8, 2]):
        people(site, area, 1, count, NOW + timedelta(minutes=minute))
    found = list(Alert.objects.filter(site=site).order_by("raised_at"))
    assert [(one.kind, one.severity, one.count) for one in found] == [
        ("occupancy_warn", "warning", 1),
        ("occupancy_full", "critical", 1),
    ]
    assert found[0].text == "Hall is filling up: 8 of 10 people (80%)."
    assert all(one.resolved_at for one in found)
    assert Delivery.objects.count() == 2
    people(site, area, 1, 9, NOW + timedelta(minutes=30))
    standing = Alert.objects.get(site=site, resolved_at=None)
    answer = client_of(make_user((site, "security"))).post(
        f"/api/v1/alerts/{standing.pk}/acknowledge"
    )
    assert answer.status_code == 200
    standing.refresh_from_db()
    assert standing.acknowledged_by is not None


@pytest.mark.django_db
def test_the_minutes_sweep_sees_what_time_alone_changes() -> None:
    site = default_site()
    area = make_area(site, capacity=10)
    people(site, area, 1, 9, NOW)
    people(site, area, 1, 2, NOW + timedelta(minutes=1))
    people(site, area, 1, 9, NOW + timedelta(minutes=2))
    assert not Alert.objects.filter(resolved_at=None).exists()
    services.watch_capacity(site=site, now=NOW + timedelta(minutes=11))
    assert Alert.objects.get(resolved_at=None).kind == "occupancy_warn"


@pytest.mark.django_db
def test_a_removed_area_leaves_no_alert_behind() -> None:
    site = default_site()
    area, other = make_area(site, capacity=10), make_area(site, capacity=10)
    people(site, area, 1, 10, NOW)
    people(site, other, 2, 10, NOW)
    services.remove_layout(row=area, caller=None)
    assert Alert.objects.get(resolved_at=None).subject_id == str(other.pk)


@pytest.mark.django_db
def test_a_blind_counter_neither_raises_nor_resolves() -> None:
    site = default_site()
    area = make_area(site, capacity=10)
    people(site, area, 1, 9, NOW)
    Area.objects.filter(pk=area.pk).update(capacity=9)
    services.watch_capacity(site=site, now=NOW + timedelta(minutes=16))
    assert AreaLevel.objects.get(area=area).level == WARN


@pytest.mark.django_db
def test_a_reset_ends_it_and_so_does_taking_the_limit_away() -> None:
    site = default_site()
    area, other = make_area(site, capacity=10), make_area(site, capacity=10)
    people(site, area, 1, 9, NOW)
    people(site, other, 1, 9, NOW)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        services.correct_drift(site=site, area_id=area.pk)
        Area.objects.filter(pk=other.pk).update(capacity=None)
        services.watch_capacity(site=site, now=NOW + timedelta(minutes=1))
    assert not Alert.objects.filter(resolved_at=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("late", [0, 60])
def test_what_was_said_of_a_blind_counter_is_how_full_it_is(late: int) -> None:
    site = default_site()
    area = make_area(site, capacity=10)
    people(site, area, 1, 12, NOW)
    said, told = NOW + timedelta(minutes=30), NOW + timedelta(minutes=30 + late)
    for at, count, level in ((said, 0, OK), (said + timedelta(minutes=1), 50, FULL)):
        with time_machine.travel(told + timedelta(minutes=1), tick=False):
            services.record_headcount(site=site, area_id=area.pk, count=count, at=at)
            assert live_of(area, told)["level"] == level
        assert Alert.objects.filter(resolved_at=None).exists() is (level is FULL)


@pytest.mark.django_db
def test_the_clock_empties_a_place_whose_counter_is_blind() -> None:
    site = default_site()
    area = make_area(site, capacity=10)
    people(site, area, 1, 12, NOW)
    with time_machine.travel(NOW + timedelta(hours=15, minutes=1), tick=False):
        tasks.drift_correction()
        services.sweep()
        assert live_of(area, NOW + timedelta(hours=15))["level"] == OK
    assert not Alert.objects.filter(resolved_at=None).exists()


@pytest.mark.django_db
def test_those_seen_inside_are_not_counted_beside_the_doors() -> None:
    site = default_site()
    area = make_area(site, capacity=10)
    door, inside = make_camera(site), make_camera(site)
    for camera, role in ((door, "both"), (inside, "inside")):
        AreaCamera.objects.create(site=site, area=area, camera=camera, role=role)
    people(site, area, door.pk, 6, NOW)
    people(site, area, inside.pk, 6, NOW)
    assert not Alert.objects.exists()
    with time_machine.travel(NOW, tick=False):
        answer = client_of(make_user((site, "viewer"))).get("/api/v1/occupancy/live").json()
    assert (answer["areas"][0]["count"], len(answer["areas"][0]["cameras"])) == (6, 2)
