"""The guide's facade: its examples, its keys, its answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, Punch
from attendance.shift_integrity import ShiftIntegrityService
from factory.core.errors import Invalid, NotFound
from tests.attendance.builders import GUIDE_SHIFT, assign, day_of, make_employee, make_shift, utc
from tests.builders import default_site, make_site

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 15)
KEYS = {
    "status",
    "is_late",
    "is_early_exit",
    "grace_period_applied",
    "flagged_for_review",
    "skipped_duplicate",
}


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}")


@pytest.mark.parametrize(
    ("came", "left", "expected"),
    [
        pytest.param("07:55:00", None, {"status": "PRESENT"}, id="early enough"),
        pytest.param(
            "08:03:45",
            None,
            {"status": "PRESENT", "is_late": False, "grace_period_applied": True},
            id="the guide's curl: within the grace is present",
        ),
        pytest.param(
            "08:05:00", None, {"is_late": False, "grace_period_applied": True}, id="grace's end"
        ),
        pytest.param(
            "08:05:01",
            None,
            {"status": "LATE", "is_late": True, "late_minutes": 6, "grace_period_applied": False},
            id="a second beyond the grace",
        ),
        pytest.param(
            "08:00:00",
            "16:30:00",
            {"status": "EARLY_EXIT", "is_early_exit": True, "early_minutes": 30},
            id="left early",
        ),
        pytest.param(
            "08:30:00",
            "16:30:00",
            {"status": "LATE", "is_late": True, "is_early_exit": True},
            id="late and early",
        ),
        pytest.param(
            None,
            "17:00:00",
            {"flagged_for_review": True, "is_early_exit": False},
            id="only a check-out",
        ),
    ],
)
def test_statuses(came: str | None, left: str | None, expected: dict[str, object]) -> None:
    site = default_site(time_zone="Asia/Kolkata")
    make_employee(site, pk=123)
    found = ShiftIntegrityService().process_shift_status(
        employee_id=123,
        check_in_time=at(came) if came else None,
        shift_data=GUIDE_SHIFT,
        check_out_time=at(left) if left else None,
    )
    assert set(found) >= KEYS
    assert {name: found[name] for name in expected} == expected
    assert not found["skipped_duplicate"]


def test_a_naive_time_is_the_sites_wall_clock() -> None:
    employee = make_employee(default_site(time_zone="Asia/Kolkata"), pk=123)
    ShiftIntegrityService().process_shift_status(123, at("08:03:45"), GUIDE_SHIFT)
    assert Punch.objects.get(employee=employee).at == utc("2025-01-15 02:33:45")
    assert day_of(employee, DAY).zone == "Asia/Kolkata"


def test_a_repetition_is_kept_and_skipped() -> None:
    employee = make_employee(default_site(), pk=123)
    service = ShiftIntegrityService()
    service.process_shift_status(123, at("08:00:00"), GUIDE_SHIFT)
    again = service.process_shift_status(123, at("08:40:00"), GUIDE_SHIFT)
    assert again["skipped_duplicate"]
    assert again["status"] == "PRESENT"
    outcomes = Punch.objects.filter(employee=employee).order_by("at").values_list("outcome")
    assert [outcome for (outcome,) in outcomes] == ["STORED", "DUPLICATE"]
    assert day_of(employee, DAY).first_in == utc("2025-01-15 08:00")


def test_the_same_check_in_twice_is_one_punch() -> None:
    make_employee(default_site(), pk=123)
    service = ShiftIntegrityService()
    answers = [service.process_shift_status(123, at("08:00:00"), GUIDE_SHIFT) for _ in range(2)]
    assert [answer["skipped_duplicate"] for answer in answers] == [False, True]
    assert Punch.objects.count() == 1


def test_a_double_shift_is_not_swallowed() -> None:
    employee = make_employee(default_site(), pk=123)
    service = ShiftIntegrityService()
    early = GUIDE_SHIFT | {"start_time": "06:00", "end_time": "14:00"}
    late = GUIDE_SHIFT | {"start_time": "14:00", "end_time": "22:00"}
    service.process_shift_status(123, at("06:00:00"), early, at("14:00:00"))
    second = service.process_shift_status(123, at("14:02:00"), late)
    assert not second["skipped_duplicate"]
    assert second["grace_period_applied"]
    services.derive_dirty_days()
    assert AttendanceDay.objects.filter(employee=employee).count() == 2


def test_the_rosters_shift_counts_without_shift_data() -> None:
    site = default_site()
    employee = make_employee(site, pk=123)
    assign(employee, make_shift(site, "09:00-18:00", grace_in_minutes=10), DAY, DAY)
    found = ShiftIntegrityService().process_shift_status(123, at("09:11:00"))
    assert found["is_late"]
    assert found["late_minutes"] == 11


def test_shift_data_goes_before_the_roster_and_keeps_its_breaks() -> None:
    site = default_site()
    employee = make_employee(site, pk=123)
    assign(employee, make_shift(site, "09:00-18:00", break_minutes=60), DAY, DAY)
    ShiftIntegrityService().process_shift_status(123, at("08:00:00"), GUIDE_SHIFT, at("17:00:00"))
    row = day_of(employee, DAY)
    assert (row.start, row.shift, row.worked_minutes) == (utc("2025-01-15 08:00"), None, 480)


def test_nobodys_shift_is_kept_for_review() -> None:
    employee = make_employee(default_site(), pk=123)
    found = ShiftIntegrityService().process_shift_status(123, at("08:00:00"))
    assert found["flagged_for_review"]
    assert "No shift" in found["message"]
    services.derive_dirty_days()
    assert Punch.objects.get(employee=employee).stray.day == DAY


def test_strangers_are_refused_by_name() -> None:
    default_site()
    make_employee(make_site(), pk=124)
    for stranger in (123, 124):
        with pytest.raises(NotFound, match=f"no employee {stranger}"):
            ShiftIntegrityService().process_shift_status(stranger, at("08:00:00"), GUIDE_SHIFT)
        with pytest.raises(NotFound):
            ShiftIntegrityService().get_employee_shift_summary(stranger, (DAY, DAY))


@pytest.mark.parametrize(
    ("shift_data", "message"),
    [
        ({"start_time": "8 o'clock", "end_time": "17:00"}, "start_time"),
        ({"start_time": "08:00"}, "end_time"),
        (GUIDE_SHIFT | {"grace": 5}, "grace"),
        (GUIDE_SHIFT | {"grace_period_minutes": -1}, "grace_period_minutes"),
    ],
)
def test_malformed_shifts_are_refused(shift_data: dict[str, object], message: str) -> None:
    make_employee(default_site(), pk=123)
    with pytest.raises(Invalid, match=message):
        ShiftIntegrityService().process_shift_status(123, at("08:00:00"), shift_data)
    assert not Punch.objects.exists()


def test_the_future_and_nothing_are_refused() -> None:
    make_employee(default_site(), pk=123)
    with time_machine.travel(utc("2025-01-15 07:00"), tick=False):
        with pytest.raises(Invalid, match="cannot be right"):
            ShiftIntegrityService().process_shift_status(123, at("08:00:00"), GUIDE_SHIFT)
        with pytest.raises(Invalid, match="Give check_in_time"):
            ShiftIntegrityService().process_shift_status(123, None, GUIDE_SHIFT)


def test_the_guides_summary() -> None:
    """31 days of which 28 on time, two late and one left early: 90.3 %."""
    site = default_site(time_zone="Asia/Kolkata")
    employee = make_employee(site, pk=123)
    first, last = date(2025, 1, 1), date(2025, 1, 31)
    assign(employee, make_shift(site, grace_in_minutes=5), first, last)
    service = ShiftIntegrityService()
    came, left = {3: "08:20:00", 10: "09:00:00"}, {20: "15:00:00"}
    for number in range(31):
        day = first + timedelta(days=number)
        service.process_shift_status(
            123,
            at(came.get(number, "07:58:00"), day),
            check_out_time=at(left.get(number, "17:01:00"), day),
        )
    found = service.get_employee_shift_summary(123, date_range=(first, last))
    expected = {
        "total_days": 31,
        "on_time": 28,
        "late": 2,
        "early_exits": 1,
        "absent": 0,
        "on_time_percentage": 90.3,
    }
    assert {name: found[name] for name in expected} == expected
    assert found["employee_id"] == 123
    assert found["date_range"] == ["2025-01-01", "2025-01-31"]


def test_a_summary_counts_absences_of_the_roster_and_what_changed_just_now() -> None:
    site = default_site()
    employee = make_employee(site, pk=123)
    first, last = date(2025, 1, 1), date(2025, 1, 10)
    assign(employee, make_shift(site), first, last)
    found = ShiftIntegrityService().get_employee_shift_summary(123, (first, last))
    assert (found["total_days"], found["absent"], found["on_time_percentage"]) == (10, 10, 0.0)


@pytest.mark.parametrize("last", [date(2025, 1, 14), date(2027, 1, 15)])
def test_bad_ranges_are_refused(last: date) -> None:
    employee = make_employee(default_site())
    with pytest.raises(Invalid):
        services.employee_summary(employee=employee, first=DAY, last=last)
