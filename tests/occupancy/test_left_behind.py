"""Who crossed while the database was away is counted once, though the counting process ended too."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError

from occupancy import services
from occupancy.journals import Journal
from occupancy.models import Area, LiveCount, OccupancyLog
from occupancy.waiting import Waiting
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, make_line
from tests.occupancy.test_consumer import NOW, UPWARDS, Stage, stage
from tests.occupancy.test_journals import reading

AWAY = DatabaseError("away")
LONG = timedelta(minutes=30)


@pytest.fixture
def folder() -> Path:
    return Path(settings.READINGS_DIR)


def closed(scene: Stage) -> None:
    with time_machine.travel(NOW + LONG, tick=False):
        scene.consumer.close()


def next_stage(camera: Camera) -> Stage:
    """A consumer of a camera as the next process makes it."""
    scene = Stage(Area.objects.all()[0], camera)
    scene.seconds = LONG.total_seconds()
    return scene


def entries() -> int:
    return sum(OccupancyLog.objects.values_list("entries", flat=True))


def three_come_without_the_database(scene: Stage) -> None:
    scene.show(150)
    for _ in range(3):
        scene.walk([150, 50])
        scene.show(after=120)


@pytest.mark.django_db
@pytest.mark.parametrize("is_killed", [False, True], ids=["stopped", "killed"])
def test_the_next_process_writes_what_the_last_one_counted(folder: Path, is_killed: bool) -> None:
    scene = stage()
    with patch.object(services, "record_logs", side_effect=AWAY):
        three_come_without_the_database(scene)
        if is_killed:
            # The kernel closes its files; nothing of ours is done any more.
            scene.consumer._waiting.let_go()
        else:
            closed(scene)
    assert entries() == 0
    later = next_stage(scene.camera)
    later.show(150)
    assert entries() == LiveCount.objects.get().count == 3
    assert not list(folder.iterdir())
    before = OccupancyLog.objects.filter(entries=1).latest("timestamp").timestamp
    assert before < NOW + timedelta(minutes=7), "of their own time"


@pytest.mark.django_db
def test_one_whose_database_does_not_answer_leaves_the_last_seconds_too(folder: Path) -> None:
    scene = stage()
    scene.show(150)
    scene.show(50)
    with patch.object(services, "record_logs", side_effect=AWAY) as asked:
        asked.side_effect = lambda **_: pytest.fail("unseen") if not list(folder.iterdir()) else 1
        closed(scene)
    assert asked.called


@pytest.mark.django_db
def test_another_camera_of_the_machine_writes_it(folder: Path) -> None:
    scene = stage()
    with patch.object(services, "record_logs", side_effect=AWAY):
        three_come_without_the_database(scene)
        closed(scene)
    area = make_area(default_site(), name="Yard")
    other = make_counter(area)
    make_line(area, other, UPWARDS)
    next_stage(other).show(150)
    assert LiveCount.objects.get(camera_id=scene.camera.pk).count == 3


@pytest.mark.django_db
def test_what_was_written_unheard_is_not_counted_again(folder: Path) -> None:
    scene, record = stage(), services.record_logs

    def unheard(**told: object) -> None:
        record(**told)  # type: ignore[arg-type]
        raise AWAY

    with patch.object(services, "record_logs", side_effect=unheard):
        three_come_without_the_database(scene)
        closed(scene)
    next_stage(scene.camera).show(150)
    assert entries() == LiveCount.objects.get().count == 3


@pytest.mark.django_db
def test_nothing_is_left_where_the_database_came_back(folder: Path) -> None:
    scene = stage()
    with patch.object(services, "record_logs", side_effect=AWAY):
        three_come_without_the_database(scene)
        assert len(list(folder.iterdir())) == 1
    scene.show(150, after=5)
    assert not list(folder.iterdir())
    assert entries() == 3


@pytest.mark.django_db
def test_a_site_that_is_gone_stops_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    lost = Waiting(folder, 999_999)
    lost.add([reading(1, entries=1)])
    lost.keep()
    lost.let_go()
    with caplog.at_level(logging.WARNING):
        stage().show(150)
    assert "their site is gone" in caplog.text
    assert not list(folder.iterdir())


@pytest.mark.django_db
def test_one_that_was_killed_before_it_wrote_anything_is_taken_away(folder: Path) -> None:
    scene = stage()
    lost = Waiting(folder, default_site().pk)
    lost.add([reading(1, entries=1)])
    lost.keep()
    lost.let_go()
    (path,) = folder.iterdir()
    path.rename(folder / "a.journal")
    begun = Journal.begin(folder, default_site().pk)
    begun.let_go()
    begun.path.rename(folder / "b.journal")
    for _ in range(2):
        scene.show(150, after=2)
    assert not list(folder.iterdir())
