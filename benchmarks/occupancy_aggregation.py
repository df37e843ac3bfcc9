"""Sums of readings beside the best plain SQL for the same answer, in turn in one run.

``DATABASE_URL=postgres://… python -m benchmarks.occupancy_aggregation [--rows 10000000] [--days 30]``
prints one hour of 50 cameras, the rebuild of all days (counts and sums), how the cost grows with the
rows of the period, and the greatest memory of the process.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from benchmarks.occupancy_scratch import CAMERAS, FIRST, fill, in_turn, scratch, seconds
from factory.core.periods import Period
from factory.sites.models import Site
from factory.sites.selectors import default_site
from occupancy import services
from occupancy.aggregation import chunks
from occupancy.models import OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate

FIGURES = """samples, count_sum, avg_occupancy, max_occupancy, min_occupancy, entries, exits, peak_at,
    minutes_seen, coverage"""
SETS = ", ".join(f"{n.strip()} = excluded.{n.strip()}" for n in FIGURES.split(","))
# Written by hand for UTC and these cameras: each camera's rows by the index, one pass.
HOURS = f"""
INSERT INTO peer_hour (camera_id, area_id, hour_start, {FIGURES})
SELECT c, 1 + c %% 10, h, s.* FROM generate_series(1, {CAMERAS}) AS c,
    generate_series(%(first)s::timestamptz, %(last)s::timestamptz - interval '1 hour', '1 hour') AS h,
    LATERAL (SELECT count(*) AS n, sum(current_count),
        avg(current_count)::float8, max(current_count),
        min(current_count), sum(entries), sum(exits),
        (array_agg("timestamp" ORDER BY current_count DESC, "timestamp"))[1],
        count(DISTINCT date_trunc('minute', "timestamp")),
        count(DISTINCT date_trunc('minute', "timestamp")) / 60.0
        FROM occupancy_occupancylog WHERE site_id = %(site)s AND camera_id = c AND area_id = 1 + c %% 10
        AND "timestamp" >= h AND "timestamp" < h + interval '1 hour'
        AND "timestamp" >= %(first)s AND "timestamp" < %(last)s) AS s
WHERE s.n > 0
ON CONFLICT (camera_id, area_id, hour_start) DO UPDATE SET {SETS}
"""
PEAK = """(array_agg("timestamp" ORDER BY current_count DESC, "timestamp"))[1]"""
MINUTE = """date_trunc('minute', "timestamp")"""
# The same without a sort: the greatest count and its first moment in one number.
PACKED = HOURS.replace(
    PEAK,
    """h + (8589934591 - (max((current_count::bigint << 33)
        | (8589934591 - (date_part('epoch', "timestamp" - h) * 1000000)::bigint)) & 8589934591))
        * interval '1 microsecond'""",
).replace(MINUTE, """floor(date_part('epoch', "timestamp" - h) / 60)""")
# And with a second look for the peak, in the order of the index.
TWICE = (
    HOURS.replace(PEAK, "NULL::timestamptz")
    .replace(MINUTE, """date_bin('1 minute', "timestamp", h)""")
    .replace(
        "h, s.* FROM", "h, s.n, s.total, s.mean, s.most, s.least, s.e, s.x, p.at, s.m, s.v FROM"
    )
    .replace(
        "AS s\n",
        """AS s (n, total, mean, most, least, e, x, at, m, v),
    LATERAL (SELECT "timestamp" AS at FROM occupancy_occupancylog WHERE site_id = %(site)s
        AND camera_id = c AND area_id = 1 + c %% 10 AND "timestamp" >= h
        AND "timestamp" < h + interval '1 hour' AND "timestamp" >= %(first)s AND "timestamp" < %(last)s
        AND current_count = s.most ORDER BY "timestamp" LIMIT 1) AS p\n""",
    )
)
# Each count anew from the reset and the deltas since; none is wrong, so that nothing is written.
COUNTS = """
UPDATE occupancy_occupancylog AS l SET current_count = c.number FROM (
    SELECT l.id, "timestamp", r.after + sum(entries - exits) OVER (PARTITION BY l.camera_id
        ORDER BY "timestamp" ROWS UNBOUNDED PRECEDING) AS number
    FROM occupancy_occupancylog AS l JOIN occupancy_countreset AS r USING (site_id, camera_id, area_id)
    WHERE site_id = %(site)s AND "timestamp" >= %(first)s AND "timestamp" < %(last)s) AS c
WHERE l.id = c.id AND l."timestamp" = c."timestamp" AND l.current_count <> c.number
"""
MODELS = (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate)
TURNS = 3
PEERS = {"sorted": HOURS, "packed": PACKED, "a second look": TWICE}
DAYS = f"""
INSERT INTO peer_day (camera_id, area_id, day, {FIGURES})
SELECT camera_id, area_id, day, sum(samples), sum(count_sum), sum(count_sum)::float8 / sum(samples),
    max(max_occupancy), min(min_occupancy), sum(entries), sum(exits),
    (array_agg(peak_at ORDER BY max_occupancy DESC, peak_at))[1], sum(minutes_seen),
    sum(minutes_seen) / 1440.0
FROM (SELECT *, (hour_start AT TIME ZONE 'UTC')::date AS day FROM peer_hour
    WHERE hour_start >= date_trunc('day', %(first)s::timestamptz AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
    AND hour_start < date_trunc('day', (%(last)s::timestamptz - interval '1 s') AT TIME ZONE 'UTC')
        AT TIME ZONE 'UTC' + interval '1 day') AS h
GROUP BY camera_id, area_id, day
ON CONFLICT (camera_id, area_id, day) DO UPDATE SET {SETS}
"""
MONTHS = f"""
INSERT INTO peer_month (camera_id, area_id, month, {FIGURES})
SELECT camera_id, area_id, month, sum(samples), sum(count_sum), sum(count_sum)::float8 / sum(samples),
    max(max_occupancy), min(min_occupancy), sum(entries), sum(exits),
    (array_agg(peak_at ORDER BY max_occupancy DESC, peak_at))[1], sum(minutes_seen),
    sum(minutes_seen) / (1440.0 * extract(day FROM month + interval '1 month - 1 day'))
FROM (SELECT *, date_trunc('month', day)::date AS month FROM peer_day
    WHERE day >= date_trunc('month', %(first)s::timestamptz AT TIME ZONE 'UTC')
    AND day < date_trunc('month', (%(last)s::timestamptz - interval '1 s') AT TIME ZONE 'UTC')
        + interval '1 month') AS d
GROUP BY camera_id, area_id, month
ON CONFLICT (camera_id, area_id, month) DO UPDATE SET {SETS}
"""
SAME = """
SELECT count(*), count(*) FILTER (WHERE (p.samples, p.max_occupancy, p.min_occupancy, p.entries,
    p.exits, p.peak_at, p.minutes_seen) IS NOT DISTINCT FROM (o.samples, o.max_occupancy,
    o.min_occupancy, o.entries, o.exits, o.peak_at, o.minutes_seen)) FROM peer_hour AS p
JOIN occupancy_occupancydailyaggregate AS o USING (camera_id, area_id, hour_start)
"""


def peer_tables() -> None:
    with connection.cursor() as cursor:
        for name, key, kind in (
            ("hour", "hour_start", "timestamptz"),
            ("day", "day", "date"),
            ("month", "month", "date"),
        ):
            cursor.execute(
                f"CREATE TABLE peer_{name} (id bigserial PRIMARY KEY, camera_id bigint, area_id bigint,"
                f" {key} {kind}, samples bigint, count_sum bigint, avg_occupancy float8,"
                " max_occupancy int, min_occupancy int, entries bigint, exits bigint,"
                " peak_at timestamptz, minutes_seen int, coverage float8,"
                f" UNIQUE (camera_id, area_id, {key}))"
            )
        # As wide a key as ours is for an index of days.
        cursor.execute("CREATE INDEX ON peer_hour (hour_start)")


def peer(statements: list[str], site_id: int, first: Any, last: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        for statement in statements:
            cursor.execute(statement, {"site": site_id, "first": first, "last": last})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with scratch():
        measure(options.rows, options.days, options.rounds)


def measure(rows: int, days: int, rounds: int) -> None:
    site = default_site()
    filled = seconds(lambda: fill(site.pk, rows=rows, days=days))
    peer_tables()
    print(f"{rows:,} rows, {CAMERAS} cameras, {days} days; written in {filled:.0f} s")
    rebuild(site, Period(FIRST, FIRST + timedelta(days=days)))
    start = FIRST + timedelta(days=days // 2, hours=9)
    one_hour(site, Period(start, start + timedelta(hours=1)), rounds)
    for hours in (1, 6, 24):
        spans = Period(start, start + timedelta(hours=hours))
        (spent,) = in_turn(5, partial(services.aggregate_hours, site=site, period=spans))
        print(f"{hours:3d} hours: {spent * 1000:.1f} ms, {spent * 1000 / hours:.1f} ms an hour")


def emptied(*tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")


def sums(site: Site, days: Sequence[Period]) -> None:
    emptied(*(model._meta.db_table for model in MODELS))
    for day in days:
        services.aggregate_hours(site=site, period=day)


def their_sums(hours: str, site: Site, whole: Period) -> None:
    emptied("peer_hour", "peer_day", "peer_month")
    peer([hours, DAYS, MONTHS], site.pk, whole.start, whole.end)


def rebuild(site: Site, whole: Period) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    days = list(chunks(whole, site.zone))
    ours, *theirs = in_turn(
        TURNS,
        partial(sums, site, days),
        *(partial(their_sums, hours, site, whole) for hours in PEERS.values()),
    )
    all_anew, their_all = in_turn(
        1,
        lambda: list(services.rebuild(site=site, period=whole)),
        partial(peer, [COUNTS, TWICE, DAYS, MONTHS], site.pk, whole.start, whole.end),
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    print(f"sums of all days: {ours:.2f} s")
    for name, spent in zip(PEERS, theirs, strict=True):
        print(f"  plain SQL, {name}: {spent:.2f} s, ratio {ours / spent:.2f}")
    print(f"rebuild, with each reading's count made anew: {all_anew:.2f} s")
    print(f"  plain SQL, a second look: {their_all:.2f} s, ratio {all_anew / their_all:.2f}")
    print(f"the rebuild's memory: {grown:.0f} MB more at most")
    with connection.cursor() as cursor:
        cursor.execute(SAME)
        both, same = cursor.fetchone()
    print(f"hours that agree with the peer: {same:,} of {both:,}")


def one_hour(site: Site, hour: Period, rounds: int) -> None:
    ours, *theirs = in_turn(
        rounds,
        partial(services.aggregate_hours, site=site, period=hour),
        *(
            partial(peer, [hours, DAYS, MONTHS], site.pk, hour.start, hour.end)
            for hours in PEERS.values()
        ),
    )
    print(f"one hour, its days and their month: {ours * 1000:.1f} ms")
    for name, spent in zip(PEERS, theirs, strict=True):
        print(f"  plain SQL, {name}: {spent * 1000:.1f} ms, ratio {ours / spent:.2f}")


if __name__ == "__main__":
    main()
