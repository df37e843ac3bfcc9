"""The heat map, files for spreadsheets, the counters' quality, and a head count by a person."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from factory.sites.models import Site
from occupancy import services
from occupancy.counts import Reading
from occupancy.heat import ReadHour, week_of
from occupancy.heat_chart import heat_svg
from occupancy.models import Area, CountReset
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:30")


def hour(day: str, number: int, avg: float, most: int = 9) -> ReadHour:
    return ReadHour(date.fromisoformat(day), number, utc(f"{day}T00:00"), avg, most, 0.5)


def test_a_usual_week_is_the_mean_of_the_hours_that_were_read() -> None:
    week = week_of([hour("2026-06-08", 9, 4.0), hour("2026-06-01", 9, 8.0, 12)])
    monday = week[0][9]
    assert monday is not None
    assert (monday.avg, monday.most, monday.hours, monday.coverage) == (6.0, 12, 2, 0.5)
    assert sum(cell is not None for cells in week for cell in cells) == 1


def test_the_map_draws_what_was_read_and_dashes_what_never_was() -> None:
    drawn = heat_svg(week_of([hour("2026-06-08", 9, 4.0)]), title="<Hall>")
    assert drawn.count('class="gap"') == 7 * 24 - 1
    assert "Monday 09:00: 4.0 on average over 1 hours, 9 at most" in drawn
    assert "<Hall>" not in drawn


def counted(site: Site, area: Area) -> None:
    """Two doors, the first one read at 10:05 and 11:05 of today and last week, the other today only."""
    first, second = make_counter(area), make_counter(area)
    rows = [
        Reading(first.pk, area.pk, NOW - timedelta(hours=back, minutes=25), 6, 2, 1)
        for back in (1, 2, 7 * 24 + 1, 7 * 24 + 2)
    ]
    rows.append(Reading(second.pk, area.pk, NOW - timedelta(hours=1, minutes=25), 4))
    with time_machine.travel(NOW, tick=False):
        services.record_logs(site=site, readings=rows)
        services.absorb_marks(site=site, until=NOW)


def ask(site: Site, path: str, **query: Any) -> Any:
    with time_machine.travel(NOW, tick=False):
        return client_of(make_user((site, "viewer"))).get(f"/api/v1/{path}", query)


def test_the_heat_map_of_an_area(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    site = make_site(time_zone="Asia/Kolkata")
    area = make_area(site)
    counted(site, area)
    client = client_of(make_user((site, "viewer")))
    with time_machine.travel(NOW, tick=False), django_assert_max_num_queries(8):
        body = client.get("/api/v1/occupancy/heat-map", {"area": area.pk}).json()
    assert (body["start_date"], body["end_date"]) == ("2026-05-14", "2026-06-10")
    wednesday = body["weekdays"][2]
    assert wednesday["weekday"] == "Wednesday"
    # 11:05 UTC is 16:35 in India: (6 + 4) today and 6 a week ago.
    assert wednesday["hours"][16] == {
        "hour": 16,
        "avg_occupancy": 8.0,
        "max_occupancy": 10,
        "hours": 2,
        "coverage": round(1 / 60, 4),
    }
    assert wednesday["hours"][3]["avg_occupancy"] is None


@pytest.mark.parametrize(
    "query", [{"start_date": "2025-01-01", "end_date": "2026-06-10"}, {"end_date": "soon"}]
)
def test_spans_of_a_heat_map_are_capped(query: dict[str, str]) -> None:
    assert ask(default_site(), "occupancy/heat-map", **query).status_code == 400


def test_sums_as_csv_with_names_and_site_time() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    area = make_area(site, name="=cmd|' /C calc'!A0")
    counted(site, area)
    answer = ask(site, "aggregates", format="csv", by="area", area=area.pk)
    assert answer["Content-Type"].startswith("text/csv")
    assert "occupancy-hour-2026-06-10-2026-06-10.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["from"] for row in rows] == [
        "2026-06-10 15:00:00+05:30",
        "2026-06-10 16:00:00+05:30",
    ]
    assert rows[0]["area"] == "'=cmd|' /C calc'!A0"
    assert (rows[1]["average"], rows[1]["camera"], rows[1]["imbalance"]) == ("10.0", "all", "1")


def test_sums_as_a_workbook() -> None:
    site = default_site()
    area = make_area(site)
    counted(site, area)
    answer = ask(site, "aggregates", format="xlsx", granularity="day", start_date="2026-06-01")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    table = list(sheet.values)
    assert table[0][:5] == ("from", "area", "camera", "average", "most")
    assert len(table) == 1 + 3
    assert all(isinstance(row[3], int | float) for row in table[1:])


@pytest.mark.parametrize(
    ("grain", "clocks"),
    [
        pytest.param("hour", ["UTC+02:00", "UTC+01:00"], id="the hour that comes twice"),
        pytest.param("day", [""], id="their day"),
    ],
)
def test_a_workbook_tells_hours_apart_that_look_the_same(grain: str, clocks: list[str]) -> None:
    site = make_site(time_zone="Europe/Berlin")
    area = make_area(site)
    camera = make_counter(area)
    night, now = utc("2026-10-25T00:30"), utc("2026-10-25T12:00")
    rows = [Reading(camera.pk, area.pk, night + timedelta(hours=n), 6) for n in (0, 1)]
    services.record_logs(site=site, readings=rows, now=now)
    services.absorb_marks(site=site, until=now)
    span = {"start_date": "2026-10-25", "end_date": "2026-10-25"}
    answer = ask(site, "aggregates", format="xlsx", granularity=grain, **span)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    head, *table = sheet.values
    assert len({row[0] for row in table}) == 1
    assert [row[head.index("clock")] or "" for row in table] == clocks


def test_the_heat_map_as_a_file() -> None:
    site = default_site()
    area = make_area(site)
    counted(site, area)
    answer = ask(site, "occupancy/heat-map", area=area.pk, format="csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), len(rows[0])) == (8, 25)
    assert rows[3][:2] == ["Wednesday", ""]
    assert rows[3][12] == "8.0"


def test_a_problem_stays_json_whatever_was_asked_for() -> None:
    answer = ask(default_site(), "aggregates", format="csv", start_date="soon")
    assert answer.status_code == 400
    assert answer.content.startswith(b"{")


def test_the_counters_quality() -> None:
    site, other = default_site(), make_site()
    area, secret = make_area(site), make_area(other)
    counted(site, area)
    body = ask(site, "occupancy/quality", area=area.pk).json()
    assert body["fault"] is None
    assert [(day["day"], day["imbalance"]) for day in body["days"]] == [("2026-06-03", 2)]
    assert ask(site, "occupancy/quality", area=secret.pk).status_code == 404


def test_a_head_count_by_a_person() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    area = make_area(site)
    counted(site, area)
    user = make_user((site, "manager"))
    body = {"area": area.pk, "count": 5, "at": "2026-06-10T17:30:00"}
    with time_machine.travel(NOW, tick=False):
        client = client_of(user)
        answer = client.post("/api/v1/occupancy/headcount", body, format="json")
        live = client.get("/api/v1/occupancy/live").json()["areas"][0]
        late = client.post(
            "/api/v1/occupancy/headcount", body | {"at": "2026-06-10T18:30:00"}, format="json"
        )
    assert answer.json() == {"success": True, "cameras_reset": 2}
    assert live["count"] == 5
    assert late.status_code == 400
    reset = CountReset.objects.filter(area_id=area.pk).order_by("camera_id").first()
    assert reset is not None
    assert (reset.reason, reset.who, reset.at) == ("headcount", user, utc("2026-06-10T12:00"))


@pytest.mark.parametrize("path", ["aggregates", "occupancy/heat-map"])
def test_figures_of_an_area_that_is_not_there(path: str) -> None:
    site = default_site()
    theirs, gone = make_area(make_site()), make_area(site)
    Area.objects.filter(pk=gone.pk).update(removed_at=NOW)
    asked = {area: ask(site, path, area=area).status_code for area in (theirs.pk, gone.pk, 0, 999)}
    assert asked == {theirs.pk: 404, gone.pk: 200, 0: 200, 999: 404}
