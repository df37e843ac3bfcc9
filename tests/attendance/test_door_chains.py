"""What the door answers at once is what the day comes out as, however long a chain of shifts is."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from attendance import services
from attendance.models import Punch
from attendance.punch_keys import order_key
from attendance.selectors.timelines import material_of_days
from attendance.vocabulary import PunchRole
from tests.attendance.builders import make_employee, utc
from tests.builders import default_site

LONG = [
    {"start_time": "20:00", "end_time": "10:00"},
    {"start_time": "08:00", "end_time": "22:00"},
]
"""Each overlaps the one before and the one after, for as long as somebody sends them."""
MOST = 24


class AnyChain(TestCase):
    """Somebody comes every twelve hours or so, each time with a shift that the last one overlaps."""

    @settings(max_examples=6, deadline=None)
    @example(arrivals=MOST, apart=12, late=[0] * MOST)
    @given(
        arrivals=st.integers(1, MOST),
        apart=st.sampled_from([6, 11, 12, 13]),
        late=st.lists(st.integers(-20, 40), min_size=MOST, max_size=MOST),
    )
    def test_the_door_says_what_the_day_will(
        self, arrivals: int, apart: int, late: list[int]
    ) -> None:
        worker = make_employee(default_site(time_zone="Asia/Kolkata"))
        for number in range(arrivals):
            at = utc("2026-02-02 14:30") + timedelta(hours=apart * number, minutes=late[number])
            with time_machine.travel(at, tick=False):
                said = services.check_in(employee_id=worker.pk, at=at, shift_data=LONG[number % 2])
            punch = Punch.objects.filter(employee=worker).latest("pk")
            day = at.astimezone(worker.site.zone).date()
            [whole] = material_of_days(worker.site, [worker], day, day)
            placed = whole.placed(order_key(punch.pk), at)
            assert said.skipped_duplicate == (placed.role is PunchRole.DUPLICATE)
            if placed.day is not None:
                assert said.status == placed.day.word
                assert said.late_minutes == placed.day.late_minutes
