"""Calls of identity's API as tests make them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from tests.identity.builders import make_picture


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("face.jpg", data or make_picture(), "image/jpeg")


def post(client: APIClient, path: str, **fields: Any) -> Any:
    return client.post(f"/api/v1/{path}", fields, format="multipart")
