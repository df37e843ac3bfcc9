"""What OpenAPI says of streams and snapshots, which are plain ASGI."""

from __future__ import annotations

from typing import Any

_SIZE = {
    "in": "query",
    "name": "size",
    "description": "small fits a wall of cameras, full is the camera's own",
    "schema": {"type": "string", "enum": ["small", "medium", "full"], "default": "full"},
}
_OVERLAY = {
    "in": "query",
    "name": "overlay",
    "description": "0 leaves out what was drawn on the picture",
    "schema": {"type": "string", "enum": ["0", "1"], "default": "1"},
}
_FPS = {
    "in": "query",
    "name": "fps",
    "description": "At most so many pictures a second",
    "schema": {"type": "number"},
}
_SIGNATURE = {
    "in": "query",
    "name": "signature",
    "description": "From `POST /api/v1/cameras/{id}/stream-url`, where no header can be sent",
    "schema": {"type": "string"},
}
_NAMED = {
    "in": "query",
    "name": "camera",
    "description": "The camera's id, such as CAM-GATE; left out: the first one",
    "schema": {"type": "string"},
}
_OF_PATH = {
    "in": "path",
    "name": "id",
    "required": True,
    "description": "The camera's number or id",
    "schema": {"type": "string"},
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_MJPEG = {
    "description": "JPEG pictures, boundary `frame`, until the viewer leaves.",
    "content": {"multipart/x-mixed-replace": _BINARY},
}
_JPEG = {
    "description": "The newest picture; `X-Live: 0` marks one that is held or stands for none.",
    "headers": {"X-Live": {"schema": {"type": "string", "enum": ["0", "1"]}}},
    "content": {"image/jpeg": _BINARY},
}


def _operation(name: str, summary: str, which: dict[str, Any], *, moving: bool) -> dict[str, Any]:
    asked = [which, _SIZE, _OVERLAY, *([_FPS] if moving else []), _SIGNATURE]
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": ["streaming"],
            "parameters": asked,
            "responses": {"200": _MJPEG if moving else _JPEG},
        }
    }


_LIVE, _STILL = "Live video for an <img>", "One picture, now"
PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/video_feed": _operation("video_feed", _LIVE, _NAMED, moving=True),
    "/api/v1/video_feed/snapshot": _operation("video_snapshot", _STILL, _NAMED, moving=False),
    "/api/v1/cameras/{id}/stream": _operation("cameras_stream", _LIVE, _OF_PATH, moving=True),
    "/api/v1/cameras/{id}/snapshot": _operation("cameras_snapshot", _STILL, _OF_PATH, moving=False),
}
