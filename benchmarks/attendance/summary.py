"""The summary and the muster roll of a site's month: queries and seconds for 1,000 and 10,000 people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import AttendanceDay, LatePolicy
from attendance.rosters import days_between
from attendance.selectors.muster import muster_roll
from attendance.selectors.summaries import site_summary
from attendance.vocabulary import DayStatus
from benchmarks.attendance.people import FIRST, LAST, seeded
from factory.sites.models import Site


def main(_arguments: list[str]) -> None:
    site, people = seeded()
    LatePolicy.objects.create(site=site, from_date=FIRST)
    for count in (1_000, 10_000):
        AttendanceDay.objects.all().delete()
        _worked(site, people[:count])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE attendance_attendanceday")
        reads: dict[str, Callable[[], Iterable[object]]] = {
            "summary": lambda: site_summary(site, FIRST, LAST),
            "muster roll": lambda: muster_roll(site, FIRST, LAST),
        }
        for title, read in reads.items():
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                lines = sum(1 for _ in read())
            seconds = time.perf_counter() - began
            print(f"{title}: {lines} lines in {seconds:.2f} s, {len(queries)} queries")


def _worked(site: Site, people: list[int]) -> None:
    days = days_between(FIRST, LAST)
    for start in range(0, len(people), 500):
        AttendanceDay.objects.bulk_create(
            AttendanceDay(
                site=site,
                employee_id=pk,
                day=day,
                zone=site.time_zone,
                start=came,
                end=came + timedelta(hours=8),
                closes=came + timedelta(hours=12),
                status=DayStatus.LATE if (pk + day.day) % 9 == 0 else DayStatus.PRESENT,
                is_late=(pk + day.day) % 9 == 0,
                late_minutes=20 if (pk + day.day) % 9 == 0 else 0,
                is_settled=True,
                first_in=came,
                last_out=came + timedelta(hours=8),
                worked_minutes=480,
                rules_version="1",
            )
            for pk in people[start : start + 500]
            for day in days
            for came in [datetime.combine(day, datetime.min.time(), tzinfo=site.zone)]
        )
