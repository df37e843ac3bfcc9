"""What identity does: keyword-only verbs, safe to repeat, raising domain errors."""

from identity.services.cleanup import check_cleanup, cleanup_whole
from identity.services.decisions import decide
from identity.services.enrolment import (
    check_enrolment,
    enrol_photo,
    request_enrolment,
    retry_enrolments,
)
from identity.services.erasure import (
    erase_by_id,
    erase_employee,
    forget_faces,
    forget_faces_without_basis,
    withdraw_consent,
)
from identity.services.people import (
    add_identifier,
    change_employee,
    create_employee,
    forget_where_needed,
    record_consent,
    remove_employee,
)
from identity.services.search import search_sighting
from identity.services.sightings import report_sighting, retry_sightings, take_report
from identity.services.sweeping import sweep

__all__ = [
    "add_identifier",
    "change_employee",
    "check_cleanup",
    "check_enrolment",
    "cleanup_whole",
    "create_employee",
    "decide",
    "enrol_photo",
    "erase_by_id",
    "erase_employee",
    "forget_faces",
    "forget_faces_without_basis",
    "forget_where_needed",
    "record_consent",
    "remove_employee",
    "report_sighting",
    "request_enrolment",
    "retry_enrolments",
    "retry_sightings",
    "search_sighting",
    "sweep",
    "take_report",
    "withdraw_consent",
]
