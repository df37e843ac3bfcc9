"""Given shifts that overlap in chains: the days are the same, whatever span is derived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from attendance import services
from attendance.chains import GivenShift, chains_of
from attendance.models import AttendanceDay, DirtyDay, Punch
from factory.sites.models import Site
from identity.models import Employee
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import default_site

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 20)
A_DAY = timedelta(days=1)


def shift(start: str, end: str) -> GivenShift:
    begun = utc(f"2026-03-{start}")
    return GivenShift(begun, utc(f"2026-03-{end}"), begun.date(), begun.date())


def test_shifts_are_put_in_chains() -> None:
    one, two = shift("02 22:00", "03 10:00"), shift("03 08:00", "03 23:00")
    apart, inside = shift("03 23:00", "04 02:00"), shift("02 23:00", "03 01:00")
    found = chains_of([apart, two, inside, one])
    assert [chain.shifts for chain in found] == [(one, inside, two), (apart,)]
    assert (found[0].start, found[0].end) == (one.start, two.end)
    assert found[0].days == (date(2026, 3, 2), date(2026, 3, 3))


def data(start: str, end: str) -> dict[str, str]:
    return {"start_time": f"{start}:00", "end_time": f"{end}:00"}


LONG = [data("20:00", "10:00"), data("08:00", "22:00")]
"""Each overlaps the one before and the one after, for as long as somebody sends them."""


def punch(worker: Employee, at: datetime, given: dict[str, str] | None, direction: str) -> None:
    Punch.objects.create(
        site=worker.site,
        employee=worker,
        at=at,
        zone=worker.site.time_zone,
        direction=direction,
        source=Punch.Source.DEVICE,
        shift_data=given,
        key=f"{worker.pk}:{at.isoformat()}:{direction}",
    )


def chained(worker: Employee, days: int) -> None:
    """Give shifts that overlap without an end, a shift each twelve hours."""
    for number in range(2 * days):
        at = utc("2026-03-02 20:00") + timedelta(hours=12 * number)
        punch(worker, at, LONG[number % 2], "IN")


def days_of(worker: Employee) -> list[tuple[Any, ...]]:
    rows = AttendanceDay.objects.filter(employee=worker).order_by("start")
    return list(rows.values_list("start", "end", "status", "first_in", "last_out", "late_minutes"))


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(utc("2026-04-20 12:00"), tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.usefixtures("later")
def test_a_day_in_the_midst_of_a_chain_is_what_the_whole_makes_of_it() -> None:
    worker = make_employee(default_site())
    chained(worker, 15)
    whole = services.derive_days(site=worker.site, employee_ids=[worker.pk], first=FIRST, last=LAST)
    assert whole.created == 15
    before = days_of(worker)
    for number in range(18):
        first = FIRST + number * A_DAY
        done = services.derive_days(
            site=worker.site, employee_ids=[worker.pk], first=first, last=first
        )
        assert (done.total, days_of(worker)) == (0, before)


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.usefixtures("later")
def test_what_changes_at_the_beginning_of_a_chain_reaches_to_its_end() -> None:
    worker = make_employee(default_site())
    chained(worker, 10)
    services.derive_days(site=worker.site, employee_ids=[worker.pk], first=FIRST, last=LAST)
    before = days_of(worker)
    first = Punch.objects.earliest("at")
    services.void_punch(punch=first, reason="a brother", caller=None)
    assert days_of(worker) != before
    found = services.rebuild(site=worker.site, first=FIRST, last=LAST)
    assert sum(change.total for _, change in found) == 0


moments = st.integers(0, 12 * 24 * 2).map(
    lambda step: datetime(2026, 3, 4, tzinfo=UTC) + timedelta(minutes=30 * step)
)
clocks = st.integers(0, 23).map(lambda hour: time(hour).isoformat("minutes"))
hours = st.tuples(clocks, clocks).filter(lambda one: one[0] != one[1]).map(lambda one: data(*one))
long_hours = st.sampled_from([*LONG, data("02:00", "16:00"), data("14:00", "04:00")])
punches = st.lists(
    st.tuples(moments, st.none() | hours | long_hours, st.sampled_from(["IN", "OUT", "UNKNOWN"])),
    max_size=30,
    unique_by=lambda one: (one[0], one[2]),
)


@st.composite
def runs(draw: st.DrawFn) -> list[Any]:
    """Return arrivals so many hours apart, each with a shift that goes on into the next one's."""
    at, apart, found = draw(moments), draw(st.integers(6, 13)), []
    longer = timedelta(hours=apart + draw(st.integers(1, 10)))
    for _ in range(draw(st.integers(0, 30))):
        found.append((at, data(f"{at:%H:%M}", f"{at + longer:%H:%M}"), "IN"))
        at += timedelta(hours=apart)
    return found


spans = st.tuples(st.integers(0, 18), st.integers(0, 6)).map(
    lambda one: (FIRST + one[0] * A_DAY, FIRST + (one[0] + one[1]) * A_DAY)
)


class AnySpan(TestCase):
    """Hypothesis with the database."""

    @settings(max_examples=60, deadline=None)
    @given(punches, runs(), st.lists(spans, min_size=1, max_size=3), st.booleans())
    def test_any_span_leaves_the_days_as_the_whole_made_them(
        self, told: list[Any], run: list[Any], spans: list[tuple[date, date]], rostered: bool
    ) -> None:
        with time_machine.travel(utc("2026-04-20 12:00"), tick=False):
            site: Site = default_site()
            worker = make_employee(site)
            if rostered:
                assign(worker, make_shift(site), FIRST, LAST)
            for at, given_with, direction in _once(told + run):
                punch(worker, at, given_with, direction)
            DirtyDay.objects.all().delete()
            first, last = FIRST - 10 * A_DAY, LAST + 10 * A_DAY
            services.derive_days(site=site, employee_ids=[worker.pk], first=first, last=last)
            before = days_of(worker)
            for first, last in spans:
                services.derive_days(site=site, employee_ids=[worker.pk], first=first, last=last)
                assert days_of(worker) == before


def _once(told: list[Any]) -> list[Any]:
    return list({(at, direction): (at, hours, direction) for at, hours, direction in told}.values())
