"""What identity does: keyword-only verbs, safe to repeat, raising domain errors."""

from identity.services.cleanup import check_cleanup, cleanup_whole, why_cleanup_waits
from identity.services.decisions import Saying, decide, prepare
from identity.services.enrolment import enrol_photo, retry_enrolments
from identity.services.erasure import (
    carry_out_erasure,
    erase_now,
    goes_on,
    request_erasure,
    withdraw_consent,
)
from identity.services.orphan_faces import delete_orphans, find_orphans
from identity.services.own import refuse_own_employment
from identity.services.people import (
    add_identifier,
    change_employee,
    create_employee,
    forget_where_needed,
    note_row,
    record_consent,
    remove_employee,
    remove_identifier,
)
from identity.services.photo_requests import check_enrolment, request_enrolment, request_enrolments
from identity.services.photos import show_photo
from identity.services.removing import remove_enrolment
from identity.services.reviewing import Clicked, delete_pictures, enrol_sighting, say_of_all
from identity.services.search import search_sighting
from identity.services.sightings import report_sighting, retry_sightings, take_report
from identity.services.strangers import group_sighting
from identity.services.sweeping import sweep
from identity.services.undoing import undo

__all__ = [
    "Clicked",
    "Saying",
    "add_identifier",
    "carry_out_erasure",
    "change_employee",
    "check_cleanup",
    "check_enrolment",
    "cleanup_whole",
    "create_employee",
    "decide",
    "delete_orphans",
    "delete_pictures",
    "enrol_photo",
    "enrol_sighting",
    "erase_now",
    "find_orphans",
    "forget_where_needed",
    "goes_on",
    "group_sighting",
    "note_row",
    "prepare",
    "record_consent",
    "refuse_own_employment",
    "remove_employee",
    "remove_enrolment",
    "remove_identifier",
    "report_sighting",
    "request_enrolment",
    "request_enrolments",
    "request_erasure",
    "retry_enrolments",
    "retry_sightings",
    "say_of_all",
    "search_sighting",
    "show_photo",
    "sweep",
    "take_report",
    "undo",
    "why_cleanup_waits",
    "withdraw_consent",
]
