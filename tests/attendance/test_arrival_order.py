"""Punches in any order of arrival, derived after each, come to the days that a rebuild makes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from attendance import services
from attendance.models import AttendanceDay, Punch
from identity.models import Employee
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import default_site

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 9)
LONG = ({"start_time": "20:00", "end_time": "10:00"}, {"start_time": "08:00", "end_time": "22:00"})
moments = st.integers(0, 5 * 24 * 4).map(
    lambda step: datetime(2026, 3, 3, tzinfo=UTC) + timedelta(minutes=15 * step)
)
told = st.lists(
    st.tuples(moments, st.sampled_from([None, None, *LONG]), st.booleans()),
    min_size=1,
    max_size=9,
    unique_by=lambda one: (one[0], one[2]),
)


def days_of(worker: Employee) -> list[Any]:
    rows = AttendanceDay.objects.filter(employee=worker).order_by("start")
    days = rows.values_list(
        *("start", "end", "status", "first_in", "last_out", "late_minutes", "early_minutes"),
        *("worked_minutes", "overtime_after_minutes", "reasons"),
    )
    outcomes = Punch.objects.filter(employee=worker).order_by("at", "direction")
    return [*days, *outcomes.values_list("at", "direction", "outcome")]


def void_one(worker: Employee, number: int) -> None:
    punches = list(Punch.objects.filter(employee=worker).order_by("at", "direction"))
    punch = punches[number % len(punches)]
    services.void_punch(punch=punch, reason="a brother", caller=None)
    services.derive_dirty_days()


class Arrivals(TestCase):
    """Hypothesis with the database."""

    @settings(max_examples=12, deadline=None)
    @given(told, st.booleans(), st.integers(), st.integers())
    def test_days_tell_nothing_of_the_order(
        self, told: list[Any], rostered: bool, seed: int, voided: int
    ) -> None:
        with time_machine.travel(utc("2026-04-20 12:00"), tick=False):
            site = default_site()
            shift, found = make_shift(site), []
            for order in (told, Random(seed).sample(told, len(told))):
                worker = make_employee(site)
                if rostered:
                    assign(worker, shift, FIRST, LAST)
                for at, hours, is_in in order:
                    act = services.check_in if is_in else services.check_out
                    act(employee_id=worker.pk, at=at, shift_data=hours)
                    services.derive_dirty_days()
                if voided % 2:
                    void_one(worker, voided)
                found.append(days_of(worker))
                rebuilt = services.rebuild(site=site, first=FIRST - timedelta(days=9), last=LAST)
                assert sum(change.total for _, change in rebuilt) == 0
                assert days_of(worker) == found[-1]
            assert found[0] == found[1]
