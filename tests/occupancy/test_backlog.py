"""What waits for the database: of its own time, bounded, never twice, never in another hour."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import DatabaseError

from occupancy import services
from occupancy.backlog import Backlog, merged
from occupancy.consumers import SLOW_S
from occupancy.counts import Reading
from occupancy.models import LiveCount, OccupancyLog
from tests.builders import default_site
from tests.occupancy.builders import utc
from tests.occupancy.test_consumer import NOW, Stage, stage

AWAY = DatabaseError("away")


def reading(
    at: str,
    count: int | None = None,
    *,
    area: int = 1,
    entries: int = 0,
    exits: int = 0,
    people: int | None = None,
) -> Reading:
    return Reading(1, area, utc(f"2026-06-10T{at}"), count, entries, exits, people)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        pytest.param(
            [reading("10:00:01", entries=1), reading("10:00:59", exits=2, entries=3, people=4)],
            [reading("10:00:59", entries=4, exits=2, people=4)],
            id="a minute's add up",
        ),
        pytest.param(
            [reading("10:59:59", entries=1), reading("11:00:00", exits=1)],
            [reading("10:59:59", entries=1), reading("11:00:00", exits=1)],
            id="never across minutes",
        ),
        pytest.param(
            [reading("10:00:01", 7), reading("10:00:02", 3)],
            [reading("10:00:02", 3)],
            id="of counts that were said the last",
        ),
        pytest.param(
            [reading("10:00:01", entries=1), reading("10:00:02", area=2, entries=1)],
            [reading("10:00:01", entries=1), reading("10:00:02", area=2, entries=1)],
            id="each area by itself",
        ),
        pytest.param(
            [reading("10:00:01", entries=1), reading("10:00:02", 5)],
            [reading("10:00:01", entries=1), reading("10:00:02", 5)],
            id="who came and who is there are not one",
        ),
    ],
)
def test_what_is_merged(readings: list[Reading], expected: list[Reading]) -> None:
    assert merged(readings) == expected


def test_it_is_bounded_and_keeps_what_was_sent_as_it_was() -> None:
    backlog = Backlog(most=100, piece=10)
    start = utc("2026-06-10T10:00:00")
    sent = None
    for second in range(3600):
        backlog.add([Reading(1, 1, start + timedelta(seconds=second), entries=1)])
        if len(backlog) == 10:
            sent = backlog.next
    assert len(backlog) <= 125
    assert backlog.next == sent, "it may have been taken unheard"
    waiting: list[Reading] = []
    while backlog:
        waiting += backlog.next
        backlog.taken(len(backlog.next))
    assert sum(one.entries for one in waiting) == 3600
    assert [one.at for one in waiting] == sorted(one.at for one in waiting)


def walk_in_each(scene: Stage, times: int, seconds: float) -> None:
    for _ in range(times):
        scene.walk([150, 50])
        scene.show(after=seconds)


@pytest.mark.django_db
def test_hours_without_the_database_stay_their_own() -> None:
    scene = stage()
    scene.show(150)
    with patch.object(services, "record_logs", side_effect=AWAY):
        walk_in_each(scene, 4, 1800)
    scene.show(after=SLOW_S)
    rows = OccupancyLog.objects.filter(entries=1).order_by("timestamp")
    hours = [row.timestamp.hour for row in rows]
    assert hours == [12, 12, 13, 13]
    assert LiveCount.objects.get().count == 4


@pytest.mark.django_db
def test_who_left_before_a_reset_is_not_missed_after_it() -> None:
    scene = stage()
    walk_in_each(scene, 1, SLOW_S)
    with patch.object(services, "record_logs", side_effect=AWAY):
        scene.walk([50, 150])
        scene.show(after=3600)
        walk_in_each(scene, 1, SLOW_S)
    row = LiveCount.objects.get()
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        services.correct_drift(
            site=default_site(), area_id=row.area_id, at=NOW + timedelta(minutes=30)
        )
    scene.show(after=SLOW_S)
    row.refresh_from_db()
    assert row.count == 1


@pytest.mark.django_db
def test_what_was_written_unheard_is_not_counted_twice() -> None:
    scene = stage()
    scene.show(150)
    record = services.record_logs

    def unheard(**told: object) -> None:
        record(**told)  # type: ignore[arg-type]
        raise AWAY

    with patch.object(services, "record_logs", side_effect=unheard):
        walk_in_each(scene, 3, 120)
    scene.show(after=SLOW_S)
    assert LiveCount.objects.get().count == 3


@pytest.mark.django_db
def test_one_reading_that_is_refused_takes_no_other_along() -> None:
    scene = stage()
    scene.show(150)
    with patch.object(services, "record_logs", side_effect=AWAY):
        scene.walk([50])
        scene.show(after=SLOW_S)
        scene.ahead = timedelta(hours=2)
        scene.show(150, after=SLOW_S)
        scene.ahead = timedelta(0)
        scene.walk([150, 50])
    scene.show(after=SLOW_S)
    assert LiveCount.objects.get().count == 2
