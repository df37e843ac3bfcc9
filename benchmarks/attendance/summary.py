"""The summary and the muster roll of a site's month: queries and seconds for 1,000 and 10,000 people.

Then that month is locked, and HR looks at its page in the admin.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import services
from attendance.models import AttendanceDay, LatePolicy
from attendance.rosters import days_between
from attendance.selectors.muster import muster_roll
from attendance.selectors.summaries import site_summary
from attendance.vocabulary import DayStatus
from benchmarks.attendance.people import FIRST, LAST, seeded
from factory.core.models import User
from factory.sites.models import Membership, Role, Site


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
    _look_at_the_page(site)


def _look_at_the_page(site: Site) -> None:
    began, busy = time.perf_counter(), time.process_time()
    lock = services.freeze_payroll(site=site, first=FIRST, last=LAST, caller=None)
    _tell("locking", began, busy)
    began, busy = time.perf_counter(), time.process_time()
    services.compare_lock(lock)
    _tell("comparing, in the worker", began, busy)
    client = Client(headers={"host": "localhost"})
    hr = User.objects.create_user("hr", password=None)
    Membership.objects.create(user=hr, site=site, role=Role.HR)
    client.force_login(hr, backend="factory.sites.backends.SiteRoleBackend")
    url = reverse("admin:attendance_payroll")
    for title in ("the page, the first time", "the page", "its last page"):
        began, busy = time.perf_counter(), time.process_time()
        place = 50 if title.endswith("last page") else 1
        answer = client.get(f"{url}?month={FIRST:%Y-%m}&page={place}")
        assert answer.status_code == 200
        assert b"Nothing has changed since." in answer.content
        _tell(title, began, busy)


def _tell(title: str, began: float, busy: float) -> None:
    seconds, own = time.perf_counter() - began, time.process_time() - busy
    print(f"{title}: {seconds:.2f} s, of which {own:.2f} s are this process's own", flush=True)


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
