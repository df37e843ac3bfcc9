"""A month of 10,000 employees derived from raw by one command; ``month 2000`` takes fewer people.

Memory is looked at along the way, because it must not grow with the number of people.
"""

from __future__ import annotations

import resource
import time

from attendance import services
from attendance.models import AttendanceDay, DirtyDay
from attendance.services import Changes
from benchmarks.attendance.history import punched
from benchmarks.attendance.people import FIRST, LAST, PEOPLE, seeded


def main(arguments: list[str]) -> None:
    site, people = seeded(int(arguments[0]) if arguments else PEOPLE)
    print(f"{punched(site, people)} punches of {len(people)} people", flush=True)
    DirtyDay.objects.all().delete()
    for title in ("derived from raw", "again"):
        began, busy, done, seen, peaks = time.perf_counter(), time.process_time(), Changes(), 0, []
        for count, changes in services.rebuild(site=site, first=FIRST, last=LAST):
            done, seen = done + changes, seen + count
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        seconds, own = time.perf_counter() - began, time.process_time() - busy
        days = done.created + done.changed + done.same
        quarter = peaks[len(peaks) // 4]
        print(
            f"{title}: {days} days in {seconds:.1f} s, {days / seconds:.0f} days/s,"
            f" {days / own:.0f} in a second of this process's own;"
            f" peak memory {quarter} MB after a quarter, {peaks[-1]} MB at the end; {done}",
            flush=True,
        )
    print(f"{AttendanceDay.objects.count()} rows")
