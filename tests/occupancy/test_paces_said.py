"""A person's word on how often a counter tells, against what was learnt before and after it."""

from __future__ import annotations

import pytest
import time_machine

from factory.core.periods import Period
from occupancy import services
from occupancy.models import Area, CounterPace
from occupancy.paces import EVER
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter
from tests.occupancy.test_paces import HOUR, MINUTE, NOON, coverages, tell

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), capacity=1000)


def test_a_persons_word_takes_the_place_of_a_learnt_one_in_the_past_too(hall: Area) -> None:
    camera = make_counter(hall)
    pair = camera.pk, hall.pk
    CounterPace.objects.create(
        site=hall.site, camera_id=camera.pk, area_id=hall.pk, minutes=23, since=EVER, learnt=True
    )
    tell(hall, camera, [NOON - HOUR + n * MINUTE for n in range(60) if not 20 <= n < 42], NOON)
    assert coverages(hall.site) == [1.0]
    with time_machine.travel(NOON + MINUTE, tick=False):
        services.set_pace(site=hall.site, pair=pair, minutes=1, now=NOON + MINUTE)
        list(services.rebuild(site=hall.site, period=Period(NOON - 12 * HOUR, NOON)))
    assert coverages(hall.site) == [0.63]
    assert CounterPace.objects.values_list("minutes", "since", "learnt").get() == (1, EVER, False)


def test_a_slip_that_is_taken_back_leaves_the_usual_interval(hall: Area) -> None:
    camera = make_counter(hall)
    pair, slip = (camera.pk, hall.pk), NOON - 2 * HOUR
    for minutes in (30, None):
        services.set_pace(site=hall.site, pair=pair, minutes=minutes, now=slip)
    tell(hall, camera, [NOON - HOUR + n * MINUTE for n in range(60) if not 10 <= n < 50], NOON)
    assert coverages(hall.site) == [0.33]
