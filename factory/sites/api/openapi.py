"""How our ways of signing in are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "factory.sites.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        text = "A token of `POST /api/v1/auth/token`."
        return {"type": "http", "scheme": "bearer", "description": text}


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "factory.sites.api.authentication.DeviceAuthentication"
    name = "device"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        text = "`Device KEY`, with the key that was shown when it was made."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}
