"""The face of the API: who is let in, how pages and problems look, and what its schema says."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factory.sites.api.authentication.BearerAuthentication",
        "factory.sites.api.authentication.DeviceAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["factory.sites.api.permissions.SitePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "factory.core.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"device_key": "30/min", "sign_in": "30/min"},
    "EXCEPTION_HANDLER": "factory.core.api.errors.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Factory AI",
    "DESCRIPTION": "Cameras into facts, facts into decisions.",
    "VERSION": "4.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["factory.sites.api.permissions.SignedIn"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PunchDirectionEnum": "attendance.models.punches.DIRECTIONS",
        "DoorDirectionEnum": "factory.sites.models.Device.Direction",
        "SightingOutcome": "identity.models.Outcome",
        "EnrolmentOutcome": "identity.models.Enrolment.Outcome",
        "CameraStateEnum": "streaming.models.CameraStatus.State",
        "WorkStateEnum": "factory.core.leases.State",
        "TakenStateEnum": "vehicles.api.serializers.TakenState",
        "VehicleStatusEnum": "vehicles.models.Vehicle.Status",
    },
    "PREPROCESSING_HOOKS": ["factory.core.api.schema.canonical_paths"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "factory.core.api.schema.live_paths",
        "factory.core.api.schema.problem_answers",
    ],
}
