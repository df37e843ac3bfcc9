"""A site's payroll periods, as its settings say."""

from __future__ import annotations

from attendance.payroll_periods import PayrollPeriods
from attendance.site_settings import PAYROLL_FIRST_DAY
from factory.sites.models import SiteSetting


def payroll_periods(site_id: int) -> PayrollPeriods:
    """Return the periods, past and to come: one query."""
    rows = SiteSetting.objects.filter(site_id=site_id, name=PAYROLL_FIRST_DAY.name)
    return PayrollPeriods(
        tuple(
            (row.since.astimezone(row.site.zone).date(), PAYROLL_FIRST_DAY.clean(row.value))
            for row in rows.select_related("site").order_by("since")
        )
    )
