"""The rows of identity: people, their consent, their faces, what was seen and what was decided."""

from identity.models.consent import ConsentRecord, Erasure
from identity.models.decisions import Decision
from identity.models.employees import Employee, Identifier
from identity.models.faces import Enrolment, FaceTemplate
from identity.models.paid import PaidEnrolments, SearchCount
from identity.models.sightings import Outcome, Sighting
from identity.models.strangers import NotThisPerson, Stranger

__all__ = [
    "ConsentRecord",
    "Decision",
    "Employee",
    "Enrolment",
    "Erasure",
    "FaceTemplate",
    "Identifier",
    "NotThisPerson",
    "Outcome",
    "PaidEnrolments",
    "SearchCount",
    "Sighting",
    "Stranger",
]
