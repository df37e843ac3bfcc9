"""What system info says of attendance: what came in today, and what waits."""

from __future__ import annotations

from typing import Any

from attendance.models import DirtyDay, Punch, Regularisation
from attendance.models.corrections import VIEW as VIEW_REQUEST
from attendance.models.days import VIEW as VIEW_DAY
from factory.core.scoping import Access
from factory.sites.today import since_midnight

VIEW_PUNCH = "attendance.view_punch"


def figures(access: Access) -> dict[str, Any]:
    """settings.SYSTEM_INFO: punches since midnight at the caller's sites, and what waits. Four queries.

    ``derivations_waiting`` are marks, each of one employee's span of days or of a whole site's.
    """
    punches = Punch.objects.counting().filter(since_midnight(access, VIEW_PUNCH, "at"))
    requests = Regularisation.objects.for_access(access, VIEW_REQUEST)
    return {
        "punches_today": punches.count(),
        "derivations_waiting": DirtyDay.objects.waiting().for_access(access, VIEW_DAY).count(),
        "requests_waiting": requests.filter(state=Regularisation.State.PENDING).count(),
    }
