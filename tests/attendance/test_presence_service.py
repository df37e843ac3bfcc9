"""People present by their punches, handed to occupancy."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from attendance import services
from factory.core.errors import Invalid
from factory.sites.models import Role
from occupancy.models import CountReset, LiveCount
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user
from tests.occupancy.builders import make_area, make_counter

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def test_who_is_in_becomes_occupancys_count() -> None:
    site = default_site()
    area = make_area(site)
    camera = make_counter(area)
    LiveCount.objects.create(site=site, area_id=area.pk, camera_id=camera.pk, count=9)
    shift = make_shift(site)
    workers = [make_employee(site) for _ in range(3)]
    with time_machine.travel(utc("2026-03-02 10:00"), tick=False):
        for worker in workers:
            assign(worker, shift, DAY)
            check_in(worker, at=utc("2026-03-02 08:00"))
        check_out(workers[0], at=utc("2026-03-02 09:00"))
        answer = client_of(make_user((site, Role.HR))).post("/api/v1/attendance/headcount", {})
    assert answer.json() == {"success": True, "count": 2, "cameras_reset": 1}
    assert LiveCount.objects.get().count == 2
    assert CountReset.objects.get().reason == "headcount"


def test_a_site_without_counters_is_told_so() -> None:
    with pytest.raises(Invalid):
        services.hand_over_headcount(site=default_site())
