"""What OpenAPI says of live events, which no serializer describes."""

from __future__ import annotations

from typing import Any

_DESCRIPTION = """Server-sent events of your sites, as `new EventSource("/api/v1/events")` reads them.

`data` is JSON: `topic`, `site` and `ids` of the rows that changed; fetch them over the API. A browser
that reconnects sends `Last-Event-ID` and is told what it missed; `event: reset` says that this is no
longer known, so that everything shown should be fetched again. A comment every 15 s keeps it open.
"""

PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/events": {
        "get": {
            "operationId": "events",
            "summary": "Live events, as they happen",
            "description": _DESCRIPTION,
            "tags": ["alerts"],
            "parameters": [
                {
                    "in": "header",
                    "name": "Last-Event-ID",
                    "description": "The last event that was seen; `last_event_id` in the query too",
                    "schema": {"type": "string", "example": "1767225600000-0"},
                }
            ],
            "responses": {
                "200": {
                    "description": "Events until the viewer leaves or may no longer see them.",
                    "content": {"text/event-stream": {"schema": {"type": "string"}}},
                }
            },
        }
    }
}
