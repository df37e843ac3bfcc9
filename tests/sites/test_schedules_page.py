"""The page of schedules: local times, what was missed, and a run again that is safe to repeat."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from factory.core import ledger
from factory.core.models import PeriodRun
from factory.core.tasks import work_due
from occupancy.models import Area
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-06-10T12:30:00+00:00")
HOURLY = "occupancy.hourly"
DASH = "\N{EN DASH}"


def test_each_site_sees_its_own_in_its_own_time() -> None:
    mine, other = make_site(name="Pune", time_zone="Asia/Kolkata"), make_site(name="Secret works")
    with time_machine.travel(NOW, tick=False):
        work_due(HOURLY)
        page = client_of(make_user((mine, "viewer"))).get(reverse("admin:schedules"))
    text = page.content.decode()
    assert "2026-06-10 19:00 IST" in text, "the next full hour there"
    assert "Secret works" not in text
    assert f"site:{other.pk}" not in text
    assert "run-now" not in text.partition("<table")[2], "a viewer looks only"


@pytest.mark.usefixtures("inline_tasks")
def test_run_now_does_the_last_period_again(
    django_capture_on_commit_callbacks: object,
) -> None:
    site = default_site()
    client = client_of(make_user((site, "manager")))
    form = {"kind": HOURLY, "scope": f"site:{site.pk}"}
    with time_machine.travel(NOW, tick=False):
        work_due(HOURLY)
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
                answer = client.post(reverse("admin:schedules"), form, format="multipart")
            assert answer.status_code == 302
    run = PeriodRun.objects.get(kind=HOURLY, scope=f"site:{site.pk}")
    assert (run.state, run.attempts) == ("done", 1)


def test_a_failed_run_can_be_asked_for_again() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        work_due(HOURLY)
        PeriodRun.objects.update(state="failed", attempts=5)
        client = client_of(make_user((site, "manager")))
        form = {"kind": HOURLY, "scope": f"site:{site.pk}"}
        client.post(reverse("admin:schedules"), form, format="multipart")
    run = PeriodRun.objects.get(kind=HOURLY, scope=f"site:{site.pk}")
    assert (run.state, run.attempts) == ("pending", 0)


def test_a_run_asked_of_a_switched_off_schedule_waits_and_the_page_says_so() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        work_due(HOURLY)
        PeriodicTask.objects.filter(name=ledger.kinds()[HOURLY].bell).update(enabled=False)
        client = client_of(make_user((site, "manager")))
        form = {"kind": HOURLY, "scope": f"site:{site.pk}"}
        page = client.post(reverse("admin:schedules"), form, format="multipart", follow=True)
        work_due(HOURLY)
    assert "they wait until it is switched on again" in page.content.decode()
    assert PeriodRun.objects.get(kind=HOURLY, scope=f"site:{site.pk}").state == "pending"


def test_nobody_runs_what_is_not_theirs() -> None:
    mine, other = default_site(), make_site()
    form = {"kind": HOURLY, "scope": f"site:{mine.pk}"}
    answers = [
        client_of(make_user((site, role))).post(
            reverse("admin:schedules"), form, format="multipart"
        )
        for site, role in ((mine, "viewer"), (other, "manager"))
    ]
    assert [answer.status_code for answer in answers] == [403, 404]
    unknown = client_of(make_user((mine, "manager"))).post(
        reverse("admin:schedules"), {"kind": "nothing"}, format="multipart"
    )
    assert unknown.status_code == 404


def test_a_switched_off_schedule_is_neither_late_nor_missed() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        work_due(HOURLY)
        run = PeriodRun.objects.filter(kind=HOURLY, scope=f"site:{site.pk}")
        run.update(state="pending", period_end=NOW - timedelta(hours=7))
        client = client_of(make_user((site, "viewer")))
        told = row_of(client.get(reverse("admin:schedules")), "Hourly Occupancy Aggregation")
        assert told[5] == "7 hours"
        PeriodicTask.objects.filter(name=ledger.kinds()[HOURLY].bell).update(enabled=False)
        told = row_of(client.get(reverse("admin:schedules")), "Hourly Occupancy Aggregation")
        assert told[2:] == ["switched off", "never", "pending", DASH, "0"]
        # What failed for good stays to be seen, on or off.
        run.update(state="failed")
        told = row_of(client.get(reverse("admin:schedules")), "Hourly Occupancy Aggregation")
        assert told[2:] == ["switched off", "never", "failed", DASH, "1"]


def test_an_area_is_called_by_its_name() -> None:
    site = make_site(name="Pune")
    area = Area.objects.create(site=site, name="Canteen", reset_time=time(3))
    client = client_of(make_user((site, "manager")))
    told = row_of(client.get(reverse("admin:schedules")), "Occupancy Counters Judged")
    assert told[1] == "Canteen Pune"
    form = {"kind": "occupancy.quality", "scope": f"area:{area.pk}"}
    page = client.post(reverse("admin:schedules"), form, format="multipart", follow=True)
    assert "Occupancy Counters Judged (Canteen): " in page.content.decode()


def row_of(page: Any, title: str) -> list[str]:
    """Return the texts of a schedule's cells, but the button's."""
    rows = page.content.decode().partition("<tbody>")[2].split("</tr>")
    (row,) = [row for row in rows if title in row]
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.split("</t[hd]>", row)]
    return cells[:7]
