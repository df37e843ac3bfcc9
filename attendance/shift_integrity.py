"""The guide's ``ShiftIntegrityService``: the default site, its wall clock, and plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from attendance import services
from attendance.selectors.people import employee_at
from attendance.services import ShiftStatus
from factory.core.errors import Invalid
from factory.sites.selectors import default_site


class ShiftIntegrityService:
    """Grace period, early exit and double entries, decided by the database and not by memory.

    A naive time is meant on the site's wall clock; times are returned in its zone.
    """

    def process_shift_status(
        self,
        employee_id: int,
        check_in_time: datetime | None,
        shift_data: Mapping[str, object] | None = None,
        check_out_time: datetime | None = None,
    ) -> dict[str, Any]:
        """Record a check-in, a check-out or both, and return how they stand to the shift.

        Without ``shift_data`` the roster's shift counts. Raises NotFound for an employee whom the
        default site does not have, Invalid for a malformed shift, a time in the future, or none.
        """
        sites = {default_site().pk}
        if check_in_time is None and check_out_time is None:
            raise Invalid("Give check_in_time, check_out_time or both.")
        came: ShiftStatus | None = None
        if check_in_time is not None:
            came = services.check_in(
                employee_id=employee_id, at=check_in_time, sites=sites, shift_data=shift_data
            )
        if check_out_time is None:
            return _dictionary(came)
        left = services.check_out(
            employee_id=employee_id, at=check_out_time, sites=sites, shift_data=shift_data
        )
        skipped = came is not None and came.skipped_duplicate
        return _dictionary(left) | ({"skipped_duplicate": True} if skipped else {})

    def get_employee_shift_summary(
        self, employee_id: int, date_range: tuple[date, date]
    ) -> dict[str, Any]:
        """Return ``total_days, on_time, late, early_exits, absent, on_time_percentage`` and more.

        Both ends of ``date_range`` count. Raises NotFound for an unknown employee, Invalid for a
        range out of order or longer than a year.
        """
        employee = employee_at(default_site(), employee_id)
        first, last = date_range
        return services.employee_summary(employee=employee, first=first, last=last)


def _dictionary(status: ShiftStatus | None) -> dict[str, Any]:
    return asdict(status) if status else {}
