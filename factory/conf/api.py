"""The face of the API: who is let in, how pages and problems look, and what its schema says."""

from __future__ import annotations

from typing import Any

from corsheaders.defaults import default_headers

# What a front end of another origin may send, and read, beside the usual.
HEADERS_IN = (*default_headers, "idempotency-key", "prefer")
HEADERS_OUT = ("location", "idempotency-replayed", "retry-after", "content-disposition")
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factory.sites.api.authentication.BearerAuthentication",
        "factory.sites.api.authentication.DeviceAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["factory.sites.api.permissions.SitePermission"],
    "DEFAULT_PARSER_CLASSES": [
        "factory.core.api.parsers.JsonParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": [
        "factory.core.api.parameters.KnownParameters",
        "factory.core.api.filters.RowFilterBackend",
        "factory.core.api.parameters.KnownOrder",
    ],
    "DEFAULT_PAGINATION_CLASS": "factory.core.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "factory.core.api.schema.SubjectSchema",
    "DEFAULT_THROTTLE_RATES": {"device_key": "30/min", "token": "30/min", "sign_in": "30/min"},
    "EXCEPTION_HANDLER": "factory.core.api.errors.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Subjects of the API's page, in the order in which people ask for them.
API_SUBJECTS: dict[str, str] = {
    "attendance": "Punches, days, shifts, rosters, corrections and payroll.",
    "vehicles": "Plates, lists, the gate's decisions, who is inside.",
    "occupancy": "Areas, counts, hourly to monthly sums and the schedules' calls.",
    "identity": "Employees, consent, enrolment, sightings and their review.",
    "streaming": "Cameras and their live pictures.",
    "alerts": "What wants somebody's attention, and live events.",
    "evidence": "Kept pictures.",
    "exchange": "Lists from CSV and XLSX, with a preview.",
    "core": "Jobs that somebody started, and the schedules' ledger.",
    "sites": "Sign-in, sites and their settings, roles and devices.",
    "health": "Whether it works, and which part does not.",
}
ABOUT = """
Cameras into facts, facts into decisions.

**Sign in** with `POST /api/v1/auth/token` and send `Authorization: Bearer TOKEN` with every call; a
browser that is signed in to the admin needs nothing. Devices send `Authorization: Device KEY`.

**Sites.** You see the rows of the sites where your role allows it; a row of another site is 404. Where
you belong to several, name one by `site`.

**Lists** refuse a parameter that they do not know (400 `unknown-parameter`, with those that they know): a
mistyped filter would else answer with everybody's rows. So they do an order (400 `unknown-order`).

**Errors** are problem details (RFC 9457): `type, title, status, detail`, and for bad fields
`errors: [{pointer, detail}]`.

**Safe to repeat.** A POST that records a fact may carry an `Idempotency-Key`: the same key and body get
the first answer again, another body 409.

**Jobs.** Calls that start one wait up to ten seconds for its result and else answer 202 with the job's
address; `Prefer: respond-async` answers 202 at once.

**Times** are shown with their offset; one that is sent without is read in the site's zone.
"""
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Factory AI",
    "DESCRIPTION": ABOUT,
    "VERSION": "4.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["factory.sites.api.permissions.SignedIn"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "docExpansion": "none",
        "filter": True,
        "persistAuthorization": True,
        "defaultModelsExpandDepth": -1,
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "GET_LIB_DOC_EXCLUDES": "factory.sites.api.shapes.without_words",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PunchDirectionEnum": "attendance.models.punches.DIRECTIONS",
        "DoorDirectionEnum": "factory.sites.models.Device.Direction",
        "SightingOutcome": "identity.models.Outcome",
        "EnrolmentOutcome": "identity.models.Enrolment.Outcome",
        "CameraStateEnum": "streaming.models.CameraStatus.State",
        "RegularisationStateEnum": "attendance.models.Regularisation.State",
        "WorkStateEnum": "factory.core.leases.State",
        "TakenStateEnum": "vehicles.api.answer_serializers.TakenState",
        "VehicleStatusEnum": "vehicles.models.Vehicle.Status",
    },
    "PREPROCESSING_HOOKS": ["factory.core.api.schema.canonical_paths"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factory.core.api.schema.live_paths",
        "factory.core.api.schema.problem_answers",
        "factory.core.api.schema.subjects",
    ],
}
