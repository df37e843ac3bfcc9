"""The one table of roles: which permissions each grants, as patterns. Auditors start here.

A permission is ``app.verb_model`` as Django names them, or a verb of its own (``vehicles.decide``).
"""

from __future__ import annotations

READ_COMMON = (
    "sites.view_site",
    "streaming.view_camera",
    "occupancy.view_*",
    "alerts.view_alert",
    "core.view_periodrun",
)

GRANTS: dict[str, tuple[str, ...]] = {
    "hr": (
        *READ_COMMON,
        "identity.*",
        "attendance.*",
        "exchange.*",
        "evidence.view_snapshot",
        "evidence.see_personal",
        "core.view_job",
        "core.add_job",
        "sites.view_device",
        "audit.view_entry",
    ),
    "security": (
        *READ_COMMON,
        "vehicles.*",
        "exchange.*",
        "identity.view_employee",
        "identity.view_sighting",
        "identity.add_sighting",
        "identity.review_sighting",
        "attendance.add_punch",
        "evidence.view_snapshot",
        "evidence.see_personal",
        "alerts.change_alert",
        "streaming.change_camera",
        "streaming.keep_picture",
        "sites.view_device",
        "core.view_job",
    ),
    "manager": (
        *READ_COMMON,
        "attendance.view_*",
        "identity.view_employee",
        "vehicles.view_*",
        "occupancy.*",
        "exchange.*",
        "alerts.*",
        "evidence.view_snapshot",
        "evidence.see_personal",
        "streaming.*",
        "sites.*",
        "core.*",
        "audit.view_entry",
    ),
    "viewer": READ_COMMON,
    "employee": ("attendance.view_own", "attendance.ask_correction"),
    "device": (
        "identity.add_sighting",
        "attendance.add_punch",
        "vehicles.add_plateread",
        "occupancy.add_occupancylog",
    ),
}
